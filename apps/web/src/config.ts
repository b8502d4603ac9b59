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

/** Everything that the environment decides, read when the server runs, never when it is built. @throws Error that names each wrong variable */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const result = variables.safeParse(given)
  if (!result.success) {
    throw new Error(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('\n'))
  }
  const found = result.data
  return {
    /** Where this server asks the API. */
    apiOrigin: found.API_ORIGIN ?? `http://127.0.0.1:${found.API_PORT}`,
    /** Where browsers ask it; else the host name that the page was opened with, so that the session's cookie is one. */
    apiPublicOrigin: found.API_PUBLIC_ORIGIN,
    apiPort: found.API_PORT,
    /** Where this storefront is, for canonical addresses, the sitemap and shared links; else the host that a page was asked of. */
    webPublicOrigin: found.WEB_PUBLIC_ORIGIN,
    /** Shows the API that a page is read for shoppers, so that its address is not counted. */
    storefrontKey: found.STOREFRONT_KEY,
  }
}
