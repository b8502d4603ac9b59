import { createPrivateKey, sign as signEd25519 } from 'node:crypto'
import { Webhook } from 'standardwebhooks'

export interface SigningKeys {
  /** `whsec_` followed by base64. */
  secret: string
  /** ed25519, PKCS #8 in DER. */
  signing_key: Buffer
}

/**
 * Signs `id.timestamp.body` with both Standard Webhooks schemes: `v1` (HMAC-SHA-256 with the shared secret, by its library) and `v1a`
 * (ed25519).
 */
export function createSigner(keys: SigningKeys) {
  const hmac = new Webhook(keys.secret)
  const key = createPrivateKey({ key: keys.signing_key, format: 'der', type: 'pkcs8' })
  return function headersFor(id: string, at: Date, body: string): Record<string, string> {
    const timestamp = String(Math.floor(at.getTime() / 1_000))
    const asymmetric = signEd25519(null, Buffer.from(`${id}.${timestamp}.${body}`), key).toString('base64')
    return {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `${hmac.sign(id, at, body)} v1a,${asymmetric}`,
    }
  }
}

export type Signer = ReturnType<typeof createSigner>
