/**
 * Calls `gone` once when the parent process has exited, also by SIGKILL. Requires an IPC channel to the parent; without one it does
 * nothing. Does not keep the process alive.
 */
export function onParentGone(gone: () => void): void {
  if (process.channel === undefined) return
  process.once('disconnect', gone)
  process.channel.unref()
}
