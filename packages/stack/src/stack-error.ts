/** A failure whose message is a sentence that says what to do. Never holds a password. */
export class StackError extends Error {
  override name = 'StackError'
}

/** What any thrown value has to say, on one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}

/** Host, port and path of a store's URL: what may be shown of it. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'an address that is not a URL'
  const { host, pathname } = new URL(url)
  return `${host}${pathname === '/' ? '' : pathname}`
}
