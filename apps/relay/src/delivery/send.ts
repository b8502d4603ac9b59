import { CLOUD_EVENT_MEDIA_TYPE } from '@hourglass/core/contract'
import { type Dispatcher, request } from 'undici'
import type { DeliveryJob } from '../jobs/jobs.ts'
import type { Connections } from './connection.ts'
import { retryAfterMs } from './retry.ts'
import type { Signer } from './sign.ts'

/** The response body is drained up to these limits, so that the connection can be reused. Beyond them it is closed. */
const BODY_BYTES_MAX = 64 * 1_024
const BODY_MS_MAX = 1_000
/** Longest error in the delivery log, in UTF-16 code units. */
const ERROR_CHARS_MAX = 200

export interface Answered {
  verdict: 'delivered' | 'again' | 'gone'
  responseStatus: number | null
  error: string | null
  retryAfterMs: number | null
  durationMs: number
}

export interface SendOptions {
  connections: Connections
  url: string
  signer: Signer
  requestMs: number
}

/**
 * Makes one delivery attempt. Any error before the status arrives means a retry. The status alone decides the verdict: the body may
 * break off or never end, and is discarded.
 */
export async function send(job: DeliveryJob, options: SendOptions): Promise<Answered> {
  const began = performance.now()
  const result = (
    verdict: Answered['verdict'],
    responseStatus: number | null,
    error: string | null,
    after: number | null,
  ) => ({
    verdict,
    responseStatus,
    error: error?.slice(0, ERROR_CHARS_MAX) ?? null,
    retryAfterMs: after,
    durationMs: Math.round(performance.now() - began),
  })
  try {
    options.connections.check(options.url)
    const response = await post(job, options)
    const status = response.statusCode
    if (status >= 200 && status < 300) return result('delivered', status, null, null)
    if (status === 410) return result('gone', status, 'the endpoint answered 410 Gone', null)
    const after = status === 429 || status === 503 ? retryAfterMs(response.headers['retry-after'], new Date()) : null
    const why = status >= 300 && status < 400 ? 'redirects are not followed' : `the endpoint answered ${status}`
    return result('again', status, why, after)
  } catch (error) {
    return result('again', null, reasonOf(error), null)
  }
}

async function post(job: DeliveryJob, options: SendOptions): Promise<Dispatcher.ResponseData> {
  const signal = AbortSignal.timeout(options.requestMs)
  const response = await request(options.url, {
    dispatcher: options.connections.agent,
    method: 'POST',
    headers: {
      'content-type': CLOUD_EVENT_MEDIA_TYPE,
      'user-agent': 'Hourglass-Webhooks/1',
      ...options.signer(`evt_${job.event_id}`, new Date(), job.event),
    },
    body: job.event,
    signal,
  })
  await response.body
    .dump({ limit: BODY_BYTES_MAX, signal: AbortSignal.timeout(BODY_MS_MAX) })
    .catch(() => response.body.destroy())
  return response
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message
  return error.message
}
