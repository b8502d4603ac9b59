import { readEnvironment } from '@hourglass/core/environment'
import { z } from 'zod'

const origin = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'must be an http or https origin')
  .transform((text) => new URL(text).origin)

const variables = z.object({
  API_PORT: z.coerce.number({ error: 'must be a port number' }).int().min(1).max(65_535).default(8080),
  API_ORIGIN: origin.optional(),
  API_PUBLIC_ORIGIN: origin.optional(),
  WEB_PUBLIC_ORIGIN: origin.optional(),
  STOREFRONT_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
})

export type Config = ReturnType<typeof readConfig>

/**
 * The configuration from the environment, read at run time and never at build time. @throws Error that names each
 * invalid variable
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const found = readEnvironment(variables, env)
  return {
    /** The API's origin for this server. */
    apiOrigin: found.API_ORIGIN ?? `http://127.0.0.1:${found.API_PORT}`,
    /** The API's origin for browsers. Default: the page's host name, so that both share the session cookie. */
    apiPublicOrigin: found.API_PUBLIC_ORIGIN,
    apiPort: found.API_PORT,
    /** This storefront's origin in canonical URLs, the sitemap and shared links. Default: the host of the request. */
    webPublicOrigin: found.WEB_PUBLIC_ORIGIN,
    /** Identifies the storefront to the API, which then does not rate-limit its address. */
    storefrontKey: found.STOREFRONT_KEY,
  }
}

let found: Config | undefined

/** The configuration of this process, read once. @throws like readConfig */
export function config(): Config {
  found ??= readConfig()
  return found
}
