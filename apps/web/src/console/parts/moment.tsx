const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** A moment in the reader's own time zone, to the second. The console is rendered in the browser only. */
export function Moment({ at, otherwise = '' }: { at: string | null; otherwise?: string }) {
  return at === null ? otherwise : <time dateTime={at}>{clock.format(new Date(at))}</time>
}
