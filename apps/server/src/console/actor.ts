import type { Caller } from '@hourglass/core/operations'

/** As the log of operators names whoever acts in the console. */
export const actorOf = ({ partner, keyId }: Caller): string => `console ${partner} ${keyId}`
