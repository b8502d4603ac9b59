import type { QueueChallengeView, TicketView } from '@hourglass/core/contract'
import type { Solution } from 'altcha-lib/types'
import type { Api } from '../data/client'

type Challenge = NonNullable<QueueChallengeView['challenge']>

/** Joins the waiting room of a sale, with a proof of work if the server asks for one. */
export async function joinQueue(api: Api, saleId: number): Promise<TicketView> {
  const { challenge } = await api.queue.challenge.mutate({ id: saleId })
  const proof = challenge && { challenge, solution: await solve(challenge) }
  const { place } = await api.queue.join.mutate({ id: saleId, ...(proof && { proof }) })
  return place
}

function solve(challenge: Challenge): Promise<Solution> {
  const worker = new Worker(new URL('./proof-worker.ts', import.meta.url), { type: 'module' })
  return new Promise<Solution>((resolve, reject) => {
    worker.onerror = () => reject(new Error('the proof of work could not be started'))
    worker.onmessage = ({ data }: MessageEvent<Solution | null>) =>
      data ? resolve(data) : reject(new Error('the proof of work was not solved'))
    worker.postMessage(challenge)
  }).finally(() => worker.terminate())
}
