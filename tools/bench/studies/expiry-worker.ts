/** A server in a separate thread that expires a backlog of holds. Posts the seconds it took, including startup. */
import { parentPort, workerData } from 'node:worker_threads'
import { expireHolds } from '@hourglass/core/operations'
import { openServer } from './servers.ts'

const began = performance.now()
const { count, ...urls } = workerData
const { ctx, close } = await openServer(urls)
for (let expired = 0; expired < count; ) expired += await expireHolds(ctx)
parentPort?.postMessage((performance.now() - began) / 1_000)
await close()
