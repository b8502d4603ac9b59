/** What was typed is no command; its message says why. */
export class UsageError extends Error {
  override name = 'UsageError'
}
