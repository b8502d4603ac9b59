/**
 * Entry point of the server process. It handles signals before it loads anything else: loading takes a second, and the first process of a
 * container ignores signals that it has no handler for.
 */
let stop = (_why: string): void => process.exit(0)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(signal))
process.once('disconnect', () => stop('parent process exited'))

const { serve } = await import('./serve.ts')
await serve((drain) => {
  stop = drain
})
