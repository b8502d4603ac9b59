/** A failure whose message is for the user and says what to do. Never contains a password. */
export class StackError extends Error {
  override name = 'StackError'
}

/** The message of any thrown value, on one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}

/** Host, port and path of a store's URL, without credentials. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'an invalid URL'
  const { host, pathname } = new URL(url)
  return `${host}${pathname === '/' ? '' : pathname}`
}
