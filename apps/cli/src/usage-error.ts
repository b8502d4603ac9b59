/** Invalid command, arguments or options. The message says which. */
export class UsageError extends Error {
  override name = 'UsageError'
}
