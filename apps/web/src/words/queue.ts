import { countWords } from './count.ts'
import { timeOfDayWords } from './time.ts'

const MINUTE_MS = 60_000

const people = (count: number): string => (count === 1 ? '1 person' : `${countWords(count)} people`)

/** "About 6 min", "Less than a minute". */
export function waitWords(ms: number | null): string | null {
  if (ms === null) return null
  if (ms < MINUTE_MS) return 'Less than a minute'
  const minutes = Math.ceil(ms / MINUTE_MS)
  return minutes < 60 ? `About ${minutes} min` : `About ${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export const queueWords = {
  title: 'Queue',
  join: 'Join the queue',
  joinAgain: 'Join again',
  checking: 'Checking your browser…',
  choose: 'Choose yours',
  loading: 'Looking up your place…',

  /** Before the start, to who has not joined. */
  invite: (startsAt: string): string =>
    `Join any time before ${timeOfDayWords(startsAt)}. Places are drawn then; being early makes no difference.`,
  /** After the start, to who has not joined. */
  inviteLate: (wait: string | null): string =>
    `People go in one after another, in line.${wait ? ` ${wait} if you join now.` : ''}`,
  gathered: (joined: number): string => `${people(joined)} ${joined === 1 ? 'is' : 'are'} in.`,
  joined: (startsAt: string): string =>
    `You’re in. Places are drawn at ${timeOfDayWords(startsAt)}; being early makes no difference.`,
  kept: 'You can close this page. Your place is kept in this browser.',

  place: 'Your place in line',
  ahead: (ahead: number): string => (ahead === 0 ? 'You’re next.' : `${people(ahead)} ahead of you.`),
  paused: 'The queue is paused. You keep your place.',
  progress: 'Your way through the queue',

  admitted: 'It’s your turn.',
  useWithin: 'Time left to buy',
  expired: 'Your turn is over. Join again for a new place at the end.',
  open: 'The queue has ended. You can buy right away.',

  tell: 'Tell me when it’s my turn',
  telling: 'We’ll play a sound and show a notification. Keep this page open.',
  tellingSound: 'We’ll play a sound. Keep this page open.',
  turnTitle: 'It’s your turn',
  turnBody: (name: string): string => `You can buy in ${name} now.`,
  failed: 'That didn’t work. Try again.',
  picture: (waiting: number, inside: number): string =>
    `An hourglass: ${people(waiting)} waiting above, ${people(inside)} let in below.`,
}
