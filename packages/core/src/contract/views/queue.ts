import { z } from 'zod'
import { proofOfWork } from '../schemas.ts'
import { count, timestamp, view } from './registry.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const DIGEST = '6f1a4c0be7d5a3c1b8f2e9d04a7c5b3e1d2f4a6b8c0e1f3a5b7c9d1e3f5a7b9c'

export const QueueState = z.enum(['gathering', 'admitting', 'paused', 'open', 'over'])
export type QueueState = z.infer<typeof QueueState>

export const QueueView = view('Queue', {
  sale_id: count.meta({ examples: [12] }),
  state: QueueState.describe(
    '`gathering`: before the draw. `paused`: nobody is admitted for now. `open`: the door was opened, so nobody needs a pass. `over`: sold out or ended.',
  ).meta({ examples: ['admitting'] }),
  joined: count.describe('Entries of the join log.').meta({ examples: [4_812] }),
  drawn: count
    .nullable()
    .describe(
      'How many of the first entries took part in the draw; `null` before it. Later entries keep their number as position.',
    )
    .meta({ examples: [4_000] }),
  digest: hash.describe('Digest of the join log until the draw.').meta({ examples: [DIGEST] }),
  key: hash
    .nullable()
    .describe('Key of the draw, from the secret of the sale and `digest`; `null` before the draw.')
    .meta({ examples: [DIGEST] }),
  admitted_up_to: count.describe('Positions up to this one have been admitted.').meta({ examples: [1_200] }),
  rate_per_minute: count.describe('Target of admissions.').meta({ examples: [600] }),
  estimated_wait_ms: count
    .nullable()
    .describe('Of somebody who joins now, after the draw; `null` if unknown.')
    .meta({ examples: [361_200] }),
})
export type QueueView = z.infer<typeof QueueView>

export const QueueStatsView = view('QueueStats', {
  ...QueueView.shape,
  waiting: count.describe('Places that have not been admitted.').meta({ examples: [3_612] }),
  used: count.describe('Passes that were used to check out, hold, order or purchase.').meta({ examples: [900] }),
  expired: count.describe('Passes that expired unused. Their capacity went to others.').meta({ examples: [40] }),
})
export type QueueStatsView = z.infer<typeof QueueStatsView>

export const PlaceState = z.enum(['joined', 'waiting', 'admitted', 'expired', 'open', 'over'])
export type PlaceState = z.infer<typeof PlaceState>

export const TicketView = view('Ticket', {
  ticket: z.uuid(),
  sale_id: count.meta({ examples: [12] }),
  user_id: z.string().meta({ examples: ['ann'] }),
  state: PlaceState.describe(
    '`joined`: before the draw. `admitted`: `pass` is valid until `expires_at`. `expired`: join again for a new place. `open`: no pass is needed any more. `over`: sold out or ended.',
  ).meta({ examples: ['waiting'] }),
  seq: count.describe('Number of the entry in the join log, from 1.').meta({ examples: [4_812] }),
  position: count
    .nullable()
    .describe('Place in the queue, from 1. It never changes. `null` before the draw.')
    .meta({ examples: [4_812] }),
  ahead: count
    .nullable()
    .describe('Places ahead that have not been admitted; `null` before the draw.')
    .meta({ examples: [3_611] }),
  estimated_wait_ms: count
    .nullable()
    .describe('`null` if unknown: before the draw, and while the queue is paused.')
    .meta({ examples: [361_200] }),
  pass: z
    .string()
    .nullable()
    .describe('To be sent in the header `Hourglass-Pass` while `admitted`; otherwise `null`.')
    .meta({ examples: [null] }),
  expires_at: timestamp
    .nullable()
    .describe('When the pass expires, or did.')
    .meta({ examples: [null] }),
  joined_at: timestamp,
  server_time: timestamp,
  poll_after_ms: count
    .nullable()
    .describe('How long to wait before polling again; `null` when nothing more will change.')
    .meta({ examples: [30_000] }),
})
export type TicketView = z.infer<typeof TicketView>

export const QueueChallengeView = view('QueueChallenge', {
  challenge: proofOfWork.shape.challenge
    .nullable()
    .describe('A challenge in the form of ALTCHA 2; `null` if no proof is needed.')
    .meta({ examples: [null] }),
  expires_at: timestamp.nullable().meta({ examples: [null] }),
})
export type QueueChallengeView = z.infer<typeof QueueChallengeView>

export const JoinLogView = view('JoinLog', {
  sale_id: count.meta({ examples: [12] }),
  entries: z
    .array(hash)
    .describe('SHA-256 of each ticket’s UUID, in the order of `seq`.')
    .meta({ examples: [[DIGEST]] }),
  next_cursor: count
    .nullable()
    .describe('`cursor` for the next page; `null` on the last page.')
    .meta({ examples: [null] }),
})
export type JoinLogView = z.infer<typeof JoinLogView>
