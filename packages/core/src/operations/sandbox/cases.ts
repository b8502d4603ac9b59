import type { ListedItem, SandboxCase } from '../../contract/index.ts'
import type { OrderStep } from '../runtime/context.ts'

/** Price of one unit whose orders are declined, in minor units. As in 402 Payment Required. */
const DECLINED_PRICE = 402
const PRICE = 1_500
const HOUR_MS = 3_600_000
/** The waiting rooms: somebody is let in every five seconds, so that a partner can watch two buyers wait, and a pass expires soon. */
const QUEUE = { ratePerMinute: 12, passMs: 30_000 }

/** What a reset does with a sale once it is open. */
export type Arrangement = 'buy' | 'hold' | 'pause' | 'close'

interface CaseDefinition {
  case: SandboxCase
  purpose: string
  items: ListedItem[]
  buyerLimit: number
  /** It has a waiting room. */
  queue?: typeof QUEUE
  /** Starts this long after the reset; default: at once. */
  startsInMs?: number
  arrange?: Arrangement
}

const items = (count: number, stock: number, price = PRICE): ListedItem[] =>
  Array.from({ length: count }, () => ({ stock, price }))

/**
 * The test sales, one for each case that a partner has to handle. The plain one comes last: the newest sale is the first of every list,
 * so that an example which takes the first sale works in the sandbox.
 */
export const CASES: readonly CaseDefinition[] = [
  {
    case: 'queue_ended',
    purpose: 'It is over and had a waiting room: joining answers `queue_closed`.',
    items: items(3, 10),
    buyerLimit: 10,
    queue: QUEUE,
    arrange: 'close',
  },
  {
    case: 'queue_scheduled',
    purpose:
      'It opens an hour after the reset and has a waiting room: a buyer who joins is `joined` until places are drawn.',
    items: items(3, 10),
    buyerLimit: 10,
    queue: QUEUE,
    startsInMs: HOUR_MS,
  },
  {
    case: 'queue',
    purpose:
      'It has a waiting room: a checkout without a pass answers `pass_required`. A buyer who joins is `waiting`, then `admitted` with a pass, which expires after 30 seconds; one buyer is let in every five seconds.',
    items: items(10, 1_000),
    buyerLimit: 1_000,
    queue: QUEUE,
  },
  {
    case: 'ended',
    purpose: 'It is over: a checkout answers `sale_closed`.',
    items: items(3, 10),
    buyerLimit: 10,
    arrange: 'close',
  },
  {
    case: 'sold_out',
    purpose: 'Another buyer has bought its only unit: a checkout answers `sold_out`.',
    items: items(1, 1),
    buyerLimit: 10,
    arrange: 'buy',
  },
  {
    case: 'held',
    purpose:
      'Another buyer has reserved the only unit of its first item: a checkout answers `item_held` until that reservation expires.',
    items: items(2, 1),
    buyerLimit: 10,
    arrange: 'hold',
  },
  {
    case: 'limited',
    purpose: 'A buyer may have one unit: a second purchase by the same buyer answers `limit_reached`.',
    items: items(10, 100),
    buyerLimit: 1,
  },
  {
    case: 'paused',
    purpose: 'It is paused: a purchase answers `sale_paused`.',
    items: items(3, 10),
    buyerLimit: 10,
    arrange: 'pause',
  },
  {
    case: 'scheduled',
    purpose: 'It opens an hour after the reset: a checkout answers `sale_not_open` with `starts_at` before that.',
    items: items(3, 10),
    buyerLimit: 10,
    startsInMs: HOUR_MS,
  },
  {
    case: 'declined',
    purpose: 'An order (`POST /v1/orders`) of its items is accepted, then fails with the reason `declined`.',
    items: items(3, 1_000, DECLINED_PRICE),
    buyerLimit: 1_000,
  },
  {
    case: 'open',
    purpose: 'It is open, with plenty of stock: everything succeeds.',
    items: items(100, 1_000),
    buyerLimit: 10_000,
  },
]

export const nameOfCase = (of: SandboxCase): string => `Test sale: ${of.replaceAll('_', ' ')}`

/** Decides orders of test sales. The operator's own step is not asked: it may charge money. */
export const decideTestOrder: OrderStep = async ({ lines }) =>
  lines.some(({ price }) => price === DECLINED_PRICE) ? { approved: false, reason: 'declined' } : { approved: true }
