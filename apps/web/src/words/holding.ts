import type { HoldView } from '@hourglass/core/contract'
import { clockTimeWords, timeOfDayWords } from './time.ts'

/** The status of the shopper's hold, in a sentence. */
export function holdWords({ status, expires_at }: Pick<HoldView, 'status' | 'expires_at'>): string {
  switch (status) {
    case 'ACTIVE':
      return `Held for you until ${timeOfDayWords(expires_at)}. No one else can buy it.`
    case 'CONFIRMED':
      return 'It’s yours.'
    case 'CANCELED':
      return 'You released this hold.'
    case 'EXPIRED':
      return 'Your hold expired. It’s back on sale.'
  }
}

export const holdingWords = {
  hold: 'Hold',
  holding: 'Placing your hold…',
  release: 'Release',
  timeIsUp: 'Time’s up. Checking whether it’s still yours…',
  confirming: 'Placing your order…',
  releasing: 'Releasing your hold…',
  connectionLost: 'Connection lost. Retrying; you won’t be charged twice.',
  heldForYou: 'Held for you',
}

/** Another buyer holds the item; with the time of its return, if known. */
export const heldByOtherWords = (until: string | null): string =>
  until === null
    ? 'Someone else is holding it. It may come back.'
    : `Someone else is holding it. It may be back at ${clockTimeWords(until)}.`

export const heldByYouWords = {
  /** Shown next to the hold. */
  here: 'You’re already holding it, maybe in another tab. You can buy it here.',
  go: 'Go to your hold',
}
