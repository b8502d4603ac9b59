/**
 * Calls `gone` once when the process that started this one is no more, killed by SIGKILL included. Does nothing without
 * an IPC channel to it. Does not keep the process alive.
 */
export function onParentGone(gone: () => void): void {
  if (process.channel === undefined) return
  process.once('disconnect', gone)
  process.channel.unref()
}
