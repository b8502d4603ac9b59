import type { OrderStep } from '../runtime/context.ts'

/** The step that is there when none is plugged in: every order is approved. */
export const approve: OrderStep = async () => ({ approved: true })
