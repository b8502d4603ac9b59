import type { HoldView } from '@hourglass/core/contract'

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
