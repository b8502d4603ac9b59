import type { HoldView } from '@hourglass/core/contract'
import { clockTimeWords } from './time'

/** What has become of a hold of mine, in a sentence. */
export const holdWords: Record<HoldView['status'], string> = {
  ACTIVE: 'It is held for you. Nobody else can buy it meanwhile.',
  CONFIRMED: 'Sold. It is yours.',
  CANCELED: 'You gave it back to the shelf.',
  EXPIRED: 'The time ran out; it went back to the shelf.',
}

export const holdingWords = {
  hold: 'Hold',
  holding: 'Asking for it',
  giveBack: 'Give back',
  timeIsUp: 'The time is up. We ask whether it is still yours.',
  confirming: 'Asking for it.',
  givingBack: 'Giving it back.',
  lineLost: 'We lost the line. Nothing is bought twice; we are looking.',
  heldForYou: 'Held for you',
}

/** Somebody else holds it, and when it is worth trying again, if that is known. */
export const heldByOtherWords = (until: string | null): string =>
  until === null
    ? 'Someone else is holding it. It may come back.'
    : `Someone else is holding it. It may be back at ${clockTimeWords(until)}.`

export const heldByYouWords = {
  /** Where the hold stands beside it. */
  here: 'You’re holding it already, in another tab perhaps. Buy it here.',
  go: 'Go to your hold',
}
