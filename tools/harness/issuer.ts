/// <reference path="./oidc-provider.d.ts" />
/** A real OpenID Connect issuer on loopback, in memory. It believes any e-mail address that is typed into its form. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import Provider from 'oidc-provider'

const HOST = '127.0.0.1'
export const CLIENT = { id: 'hourglass', secret: 'the-secret-of-the-tests' }
/** An address with this name is one that the issuer has not verified. */
const UNVERIFIED = 'unverified'
const TTL_S = 600

const FORM = `<!doctype html>
<html lang="en">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Test issuer</title>
<h1>Test issuer</h1>
<form method="post">
<label>E-mail <input type="email" name="email"></label>
<button name="answer" value="in">Sign in</button>
<button name="answer" value="cancel">Cancel</button>
</form>
</html>`

/** @param port to listen on; the issuer is `http://127.0.0.1:port` */
export async function startIssuer(port: number, redirectUris: string[]): Promise<{ close(): void }> {
  const provider = new Provider(`http://${HOST}:${port}`, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: redirectUris }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id, email_verified: !id.startsWith(UNVERIFIED), name: id.split('@')[0] ?? id }),
    }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    // Signing in is consent.
    async loadExistingGrant({ oidc: { client, session } }) {
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
    cookies: { keys: ['the-cookies-of-the-tests'] },
    ttl: {
      AccessToken: TTL_S,
      AuthorizationCode: TTL_S,
      Grant: TTL_S,
      IdToken: TTL_S,
      Interaction: TTL_S,
      Session: TTL_S,
    },
  })
  const answer = provider.callback()

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return void response.writeHead(200, { 'content-type': 'text/html' }).end(FORM)
    const given = new URLSearchParams(await text(request))
    const email = given.get('email') ?? ''
    await provider.interactionFinished(
      request,
      response,
      given.get('answer') === 'in'
        ? { login: { accountId: email } }
        : { error: 'access_denied', error_description: 'canceled' },
    )
  }
  const server = http.createServer((request, response) => {
    if (request.url?.startsWith('/interaction/')) void interact(request, response)
    else answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(port, HOST, resolve))
  return { close: () => server.close() }
}
