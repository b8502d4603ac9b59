/** The part of oidc-provider that the issuer of the tests uses; the package has no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

  interface Claims {
    sub: string
    email: string
    email_verified: boolean
    name: string
  }
  interface Grant {
    addOIDCScope(scope: string): void
    save(): Promise<string>
  }
  interface Context {
    oidc: { client: { clientId: string }; session: { accountId: string }; provider: Provider }
  }
  interface Configuration {
    clients: { client_id: string; client_secret: string; redirect_uris: string[] }[]
    claims: Record<string, string[]>
    features: Record<string, { enabled: boolean }>
    findAccount(context: unknown, id: string): { accountId: string; claims(): Claims }
    interactions: { url(context: unknown, interaction: { uid: string }): string }
    loadExistingGrant(context: Context): Promise<Grant>
    cookies: { keys: string[] }
    ttl: Record<string, number>
  }
  export default class Provider {
    constructor(issuer: string, configuration: Configuration)
    callback(): RequestListener
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { login: { accountId: string } } | { error: string; error_description: string },
    ): Promise<void>
    Grant: new (of: {
      clientId: string
      accountId: string
    }) => Grant
  }
}
