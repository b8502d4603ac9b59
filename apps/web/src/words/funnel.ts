import { numberFormat } from './locale.ts'
import { failureWords } from './order.ts'

/** The stages of a sale's funnel. */
export const stageWords = {
  visited: { name: 'Visited', note: 'browsers that opened the sale in the shop' },
  joined: { name: 'Joined', note: 'the waiting room' },
  checked_out: { name: 'Checked out', note: 'or reserved or ordered' },
  bought: { name: 'Bought', note: 'at least one unit' },
} as const

/** A stage of the funnel with its number of people. */
interface Counted {
  stage: keyof typeof stageWords
  people: number
}

/** "62% of visited". Buyers of the API do not visit the shop, so a stage may have more people than the one before. */
export function shareWords(people: number, before: Counted | undefined): string {
  if (!before) return ''
  const name = stageWords[before.stage].name.toLowerCase()
  if (people > before.people) return `more than ${name}: some use the API alone`
  if (before.people === 0) return ''
  return `${numberFormat({ style: 'percent', maximumFractionDigits: 1 }).format(people / before.people)} of ${name}`
}

interface Refusal {
  step: 'checkout' | 'order' | 'hold'
  code: string
  title: string | null
}

const HOLDS: Record<string, string> = {
  expired: 'The hold expired',
  canceled: 'The buyer released the hold',
}

/** Why somebody came no further. */
export function refusalWords({ step, code, title }: Refusal): string {
  if (step === 'hold') return HOLDS[code] ?? code
  return step === 'order' ? `The order failed: ${failureWords[code] ?? code}` : (title ?? code)
}
