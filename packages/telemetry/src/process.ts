/**
 * Handles SIGTERM, SIGINT and the exit of a parent process from now on: the process exits, until the returned function has been given
 * something better to do. Call it before importing the rest of a program, because loading takes a second, and the first process of a
 * container ignores signals that it has no handler for.
 *
 * @returns sets the function to call instead. It must end the process
 */
export function handleSignals(): (stop: (why: string) => void) => void {
  let stop = (_why: string): void => process.exit(0)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(signal))
  process.once('disconnect', () => stop('parent process exited'))
  return (instead) => {
    stop = instead
  }
}
