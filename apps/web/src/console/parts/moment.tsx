const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** A time in the reader's time zone, to the second. The console renders only in the browser. */
export function Moment({ at, otherwise = '' }: { at: string | null; otherwise?: string }) {
  return at === null ? otherwise : <time dateTime={at}>{clock.format(new Date(at))}</time>
}
