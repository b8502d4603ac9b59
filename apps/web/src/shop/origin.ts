import { type Config, config as configOf } from '../config.ts'

type Addressed = Pick<Config, 'apiPublicOrigin' | 'apiPort'>

/** The API's origin for the browser that sent these headers. */
export function publicApiOrigin(headers: Headers, config: Addressed = configOf()): string {
  if (config.apiPublicOrigin) return config.apiPublicOrigin
  const scheme = headers.get('x-forwarded-proto')?.split(',', 1)[0] === 'https' ? 'https' : 'http'
  return `${scheme}://${hostName(headers.get('host'))}:${config.apiPort}`
}

/** The header is untrusted: an invalid host name is ignored. */
function hostName(host: string | null): string {
  const name = host?.replace(/:\d+$/, '') ?? ''
  return /^([a-z\d.-]+|\[[a-f\d:.]+\])$/i.test(name) ? name : 'localhost'
}

/** The storefront's origin for the browser that sent these headers. */
export function publicWebOrigin(headers: Headers, { webPublicOrigin } = configOf()): string {
  if (webPublicOrigin) return webPublicOrigin
  const scheme = headers.get('x-forwarded-proto')?.split(',', 1)[0] === 'https' ? 'https' : 'http'
  const host = headers.get('host')
  const port = /:(\d{1,5})$/.exec(host ?? '')?.[0] ?? ''
  return `${scheme}://${hostName(host)}${port}`
}
