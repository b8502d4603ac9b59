import type { Answer, Body } from '../../harness/client.ts'

/** One request of the crowd and what came back. */
export interface Entry {
  /** Milliseconds since the run began, when the answer came. */
  at: number
  /** `figure`: a checkout of the ratio, `crowd`: of the sell-out. */
  phase: 'figure' | 'crowd'
  op: 'checkout' | 'purchase'
  server: string
  userId: string
  /** Items asked for. */
  itemIds: readonly number[]
  /** The code that was sent. */
  code?: string | undefined
  /** The code was made up, cut, or sent by somebody else. */
  forged: boolean
  /** 0: no answer came. */
  status: number
  /** `ok`, the code of the problem document, `unknown` without an answer, `refused` when no server listened. */
  outcome: string
  ms: number
  /** A checkout that was accepted: its code, and what it holds. */
  given?: { code: string; itemIds: number[] }
  /** An acknowledged purchase, `code_used` included: the order, and the items that were bought. */
  order?: { id: string; itemIds: number[] }
}

export type Request = Pick<Entry, 'phase' | 'op' | 'server' | 'userId' | 'itemIds' | 'code' | 'forged'>

/** Whether the answer says what the server did. 503 says only to come again. */
export const isAnswered = (entry: Pick<Entry, 'status'>): boolean => entry.status !== 0 && entry.status < 500

/** Everything the crowd sent and heard. */
export class Journal {
  readonly entries: Entry[] = []
  readonly #began = performance.now()
  readonly #orders = new Set<string>()
  readonly #units = new Map<string, number>()
  #sold = 0

  note(request: Request, answer: Pick<Answer<Body>, 'status' | 'refused' | 'body' | 'ms'>): Entry {
    const { status, refused, body, ms } = answer
    const at = Math.round(performance.now() - this.#began)
    const unanswered = refused ? 'refused' : 'unknown'
    const outcome = status === 0 ? unanswered : status === 200 ? 'ok' : (body.code ?? `status_${status}`)
    const entry: Entry = { at, ...request, status, outcome, ms }
    if (request.op === 'checkout' && status === 200) entry.given = { code: body.code ?? '', itemIds: ids(body.items) }
    if (request.op === 'purchase' && body.order) {
      entry.order = { id: body.order.id, itemIds: ids(body.purchased_items) }
      this.#acknowledge(request.userId, entry.order)
    }
    this.entries.push(entry)
    return entry
  }

  /** Units acknowledged as sold so far. */
  get sold(): number {
    return this.#sold
  }

  /** Units acknowledged to one buyer so far. */
  unitsOf(userId: string): number {
    return this.#units.get(userId) ?? 0
  }

  #acknowledge(userId: string, order: { id: string; itemIds: number[] }): void {
    if (this.#orders.has(order.id)) return
    this.#orders.add(order.id)
    this.#sold += order.itemIds.length
    this.#units.set(userId, this.unitsOf(userId) + order.itemIds.length)
  }
}

const ids = (items: { id: number }[] | undefined): number[] => (items ?? []).map((item) => item.id)

const CODE_BYTES = 32
const ID_BYTES = 16

/** The checkout's id, which is the order's id too, as a code carries it: its first 16 bytes. Empty for no code at all. */
export function checkoutIdOf(code: string): string {
  const bytes = Buffer.from(code, 'base64url')
  if (bytes.length !== CODE_BYTES) return ''
  const hex = bytes.toString('hex', 0, ID_BYTES)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
