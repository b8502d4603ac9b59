/** Fast shutdown: sessions are ended, a last checkpoint is written. */
export const POSTGRES_STOP_SIGNAL: NodeJS.Signals = 'SIGINT'
export const POSTGRES_GRACE_MS = 20_000
