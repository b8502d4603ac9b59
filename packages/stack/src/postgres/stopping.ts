/** Fast shutdown: terminates sessions and writes a final checkpoint. */
export const POSTGRES_STOP_SIGNAL: NodeJS.Signals = 'SIGINT'
export const POSTGRES_GRACE_MS = 20_000
