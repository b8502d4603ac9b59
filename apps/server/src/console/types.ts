/** What the console knows of the server. */
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { AdminRouter } from './router.ts'

export type { MachineSample, MachineView } from '../machine-room/sample.ts'
export type { AdminRouter } from './router.ts'
export type AdminInputs = inferRouterInputs<AdminRouter>
export type AdminOutputs = inferRouterOutputs<AdminRouter>
