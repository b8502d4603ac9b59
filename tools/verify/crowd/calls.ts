import type { Answer } from '../../harness/client.ts'

/** Kinds of requests that shoppers send. */
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

/** The content of a request. */
export interface Asked {
  kind: CallKind
  userId: string
  saleId: number
  /** Requested items. */
  lines?: ItemLine[]
  /** The code, reservation or order in the request; for a checkout, the code that items are added to. */
  code?: string
  subject?: string
}

/** The members of any response that the judge reads. */
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

/** One request and its response. */
export interface Call extends Asked {
  /** When the response arrived, in ms since the start of the run. */
  at: number
  server: string
  key?: string | undefined
  /** 0 without a response. */
  status: number
  /** `ok`, the code of the problem document, `unknown` without a response, `refused` if the connection was refused. */
  outcome: string
  /** The response was replayed for a repeated key. */
  replayed: boolean
  ms: number
  body: CallBody
}

/** Outcomes that do not say whether the request was executed. It is retried. */
const OPEN = new Set(['unknown', 'unavailable', 'internal_error', 'in_progress'])
/** Outcomes that say that the request was not executed. It is retried. */
const UNDONE = new Set(['refused', 'busy', 'starting', 'request_timeout'])

/** The request may have been executed, but its outcome is unknown. */
export const isOpen = (call: Pick<Call, 'outcome'>): boolean => OPEN.has(call.outcome)

/** The response has the final outcome of the request. */
export const isAnswered = (call: Pick<Call, 'outcome'>): boolean => !OPEN.has(call.outcome) && !UNDONE.has(call.outcome)

/** Every request of the crowd and its response. */
export class Calls {
  readonly all: Call[] = []
  /** Start of the run, in ms since 1970 by the local clock; `at` is relative to it. */
  readonly startedMs = Date.now()
  readonly #began = performance.now()

  note(asked: Asked & Pick<Call, 'server' | 'key'>, answer: Answer<CallBody>): Call {
    const { status, refused, replayed, ms, body } = answer
    const succeeded = status >= 200 && status < 300
    const unanswered = refused ? 'refused' : 'unknown'
    const outcome = status === 0 ? unanswered : succeeded ? 'ok' : (body.code ?? `status_${status}`)
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

/** For reads, only the unit counts are kept. */
const unitsOf = ({ units }: CallBody): CallBody => (units ? { units } : {})

const CODE_BYTES = 32
const ID_BYTES = 16

/** The id of the checkout, which is also the id of its order: the first 16 bytes of the code. Empty for an invalid code. */
export function checkoutIdOf(code: string): string {
  const bytes = Buffer.from(code, 'base64url')
  if (bytes.length !== CODE_BYTES) return ''
  const hex = bytes.toString('hex', 0, ID_BYTES)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
