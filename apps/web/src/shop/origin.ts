import { type Config, readConfig } from '../config'

type Addressed = Pick<Config, 'apiPublicOrigin' | 'apiPort'>

/** The API's origin as the browser behind these request headers reaches it. */
export function publicApiOrigin(headers: Headers, config: Addressed = readConfig()): string {
  if (config.apiPublicOrigin) return config.apiPublicOrigin
  const scheme = headers.get('x-forwarded-proto')?.split(',', 1)[0] === 'https' ? 'https' : 'http'
  return `${scheme}://${hostName(headers.get('host'))}:${config.apiPort}`
}

/** A header is anybody's to write: what is no host name is taken for none. */
function hostName(host: string | null): string {
  const name = host?.replace(/:\d+$/, '') ?? ''
  return /^([a-z\d.-]+|\[[a-f\d:.]+\])$/i.test(name) ? name : 'localhost'
}

/** The storefront's own origin, as its reader has it. */
export function publicWebOrigin(headers: Headers, { webPublicOrigin } = readConfig()): string {
  if (webPublicOrigin) return webPublicOrigin
  const scheme = headers.get('x-forwarded-proto')?.split(',', 1)[0] === 'https' ? 'https' : 'http'
  const host = headers.get('host')
  const port = /:(\d{1,5})$/.exec(host ?? '')?.[0] ?? ''
  return `${scheme}://${hostName(host)}${port}`
}
