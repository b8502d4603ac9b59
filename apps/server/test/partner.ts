import type { Answer, ServerStage } from './stage.ts'

/** A client of a partner: every request carries the key. */
export function partnerAt(stage: ServerStage, key: string) {
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    stage.send(path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  return {
    key,
    send,
    get: (path: string) => send('GET', path),
    post: (path: string, body?: unknown, headers?: Record<string, string>) => send('POST', path, body, headers),
  }
}

export type Partner = ReturnType<typeof partnerAt>

/** Creates a key as the local operator. @returns its id and a client that uses it */
export async function newPartner(
  operator: ServerStage,
  partner: string,
  scopes: string[] = ['buy', 'read', 'webhooks'],
  at: ServerStage = operator,
): Promise<Partner & { id: string }> {
  const { body, status } = await operator.postJson('/v1/admin/keys', { partner, scopes })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return { id: body.id, ...partnerAt(at, body.key) }
}
