import type { Answer } from '../../harness/client.ts'

/** What shoppers send. */
export type CallKind =
  | 'checkout'
  | 'cart_checkout'
  | 'purchase'
  | 'forged_purchase'
  | 'hold'
  | 'confirm'
  | 'cancel'
  | 'order'
  | 'poll'
  | 'cart_add'
  | 'cart_set'
  | 'cart_view'
  | 'cart_clear'
  | 'browse'
  | 'poison'

export interface ItemLine {
  id: number
  quantity: number
}

/** What a request is about. */
export interface Asked {
  kind: CallKind
  userId: string
  saleId: number
  /** Items that are asked for. */
  lines?: ItemLine[]
  /** The code, the reservation or the order that it names; of a checkout the code that it adds to. */
  code?: string
  subject?: string
}

/** What the judge reads of any answer; the members of its views. */
export interface CallBody {
  code?: string
  id?: string
  user_id?: string
  item_id?: number
  expires_at?: string
  failed_items?: { id: number; code: string }[]
  status?: string
  reason?: string | null
  items?: ItemLine[]
  order?: { id: string; status: string; user_id: string; units: number }
  purchased_items?: ItemLine[]
  reservation?: { id: string; status: string }
  lines?: { item: { id: number }; quantity: number }[]
  units?: { available: number; held: number; sold: number }
}

/** One sending of a request and what came back. */
export interface Call extends Asked {
  /** Milliseconds since the run began, when the answer came. */
  at: number
  server: string
  key?: string | undefined
  /** 0: no answer came. */
  status: number
  /** `ok`, the code of the problem document, `unknown` without an answer, `refused` when no server listened. */
  outcome: string
  /** An earlier request's answer under the same key. */
  replayed: boolean
  ms: number
  body: CallBody
}

/** Outcomes that leave open what the server did; the request is sent again. */
const OPEN = new Set(['unknown', 'unavailable', 'internal_error', 'in_progress'])
/** Outcomes that say that nothing was done, and to come again. */
const UNDONE = new Set(['refused', 'busy', 'starting', 'request_timeout'])

/** The server may have done what was asked, and has not said so. */
export const isOpen = (call: Pick<Call, 'outcome'>): boolean => OPEN.has(call.outcome)

/** The answer says what came of the request. */
export const isAnswered = (call: Pick<Call, 'outcome'>): boolean => !OPEN.has(call.outcome) && !UNDONE.has(call.outcome)

/** Everything the crowd sent and heard. */
export class Calls {
  readonly all: Call[] = []
  /** By the clock of this machine, in ms since 1970: `at` counts from here. */
  readonly startedMs = Date.now()
  readonly #began = performance.now()

  note(asked: Asked & Pick<Call, 'server' | 'key'>, answer: Answer<CallBody>): Call {
    const { status, refused, replayed, ms, body } = answer
    const yes = status >= 200 && status < 300
    const unanswered = refused ? 'refused' : 'unknown'
    const outcome = status === 0 ? unanswered : yes ? 'ok' : (body.code ?? `status_${status}`)
    const at = Math.round(performance.now() - this.#began)
    const call: Call = {
      at,
      ...asked,
      status,
      outcome,
      replayed,
      ms,
      body: asked.kind === 'browse' ? unitsOf(body) : body,
    }
    this.all.push(call)
    return call
  }
}

/** Of a page that is only looked at, its counts are kept. */
const unitsOf = ({ units }: CallBody): CallBody => (units ? { units } : {})

const CODE_BYTES = 32
const ID_BYTES = 16

/** The checkout's id, which is the order's id too, as a code carries it: its first 16 bytes. Empty for no code at all. */
export function checkoutIdOf(code: string): string {
  const bytes = Buffer.from(code, 'base64url')
  if (bytes.length !== CODE_BYTES) return ''
  const hex = bytes.toString('hex', 0, ID_BYTES)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
