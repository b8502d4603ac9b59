/** What the console knows of the server. */
export type { MachineSample, MachineView } from '../machine-room/sample.ts'
export type { AdminRouter } from './router.ts'
