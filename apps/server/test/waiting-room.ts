import assert from 'node:assert/strict'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import type { Answer, ServerStage } from './stage.ts'

type Server = Pick<ServerStage, 'get' | 'postJson' | 'send' | 'ctx'>

/** Opens a sale with a waiting room. It starts now unless `starts_at` is given. */
export async function queueSale(stage: Server, more: object = {}): Promise<{ id: number; item: number }> {
  const items = Array.from({ length: 5 }, () => ({ stock: 10, price: 100 }))
  const { status, body } = await stage.postJson('/v1/admin/sales', { name: 'Queued', door: 'queue', items, ...more })
  assert.equal(status, 201, JSON.stringify(body))
  return { id: body.id, item: body.first_item_id }
}

export const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString()

/** Solves a challenge as a client does. */
export async function proofFor(stage: Server, saleId: number, userId: string, headers = {}): Promise<object> {
  const { status, body } = await stage.send(`/v1/sales/${saleId}/queue/challenge?user_id=${userId}`, { headers })
  assert.equal(status, 200, JSON.stringify(body))
  const solution = await solveChallenge({ challenge: body.challenge, deriveKey })
  return { challenge: body.challenge, solution }
}

export async function join(stage: Server, saleId: number, userId: string, headers = {}): Promise<Answer> {
  const proof = await proofFor(stage, saleId, userId, headers)
  return stage.postJson(`/v1/sales/${saleId}/queue`, { user_id: userId, proof }, headers)
}

/** Makes the draw and admits everybody who waits. */
export async function admitAll(stage: Server, saleId: number): Promise<void> {
  await stage.ctx.ledger.advanceQueues(1)
  const { status, body } = await stage.postJson(`/v1/admin/sales/${saleId}/queue`, { admit_all: true })
  assert.equal(status, 200, JSON.stringify(body))
}

/** The pass of a buyer who joins and is admitted. */
export async function passFor(stage: Server, saleId: number, userId: string): Promise<string> {
  const { body } = await join(stage, saleId, userId)
  await admitAll(stage, saleId)
  const { body: place } = await stage.get(`/v1/sales/${saleId}/queue/${body.ticket}`)
  assert.equal(place.state, 'admitted')
  return place.pass
}
