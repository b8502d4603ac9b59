import { checkoutIdOf, isAnswered } from './journal.ts'
import type { Evidence } from './judge.ts'
import { none, number, type Verdict } from './verdict.ts'

/**
 * Every answered checkout is stored with its outcome. One whose answer was lost may be: then there are more rows than
 * answers, and no more than requests.
 */
export function judgeAttempts({ journal, ledger }: Evidence): Verdict[] {
  const checkouts = journal.filter((entry) => entry.op === 'checkout' && entry.outcome !== 'refused')
  const answered = checkouts.filter(isAnswered)
  const stored = ledger.attempts
  const storedBy = count(stored)
  const short = [...count(answered)].filter(([outcome, times]) => (storedBy.get(outcome) ?? 0) < times)

  const contents = new Map<string, { userId: string; items: Set<number> }>()
  for (const attempt of stored) {
    if (attempt.outcome !== 'ok') continue
    const found = contents.get(attempt.checkoutId) ?? { userId: attempt.userId, items: new Set() }
    for (const itemId of attempt.itemIds) found.items.add(itemId)
    contents.set(attempt.checkoutId, found)
  }
  const unfounded = checkouts.filter(({ given, userId }) => {
    if (!given) return false
    const found = contents.get(checkoutIdOf(given.code))
    return found?.userId !== userId || !given.itemIds.every((itemId) => found.items.has(itemId))
  })
  const lost = checkouts.length - answered.length
  const heard = `${number(answered.length)} answered${lost > 0 ? `, ${number(lost)} sent without an answer` : ''}`
  return [
    {
      ok: short.length === 0 && stored.length >= answered.length && stored.length <= checkouts.length,
      finding: `${number(stored.length)} attempts stored, ${heard}`,
      examples: short.map(([outcome, times]) => `${outcome}: ${storedBy.get(outcome) ?? 0} stored, ${times} answered`),
    },
    none(
      'codes given out without a stored attempt',
      unfounded.map(({ userId, itemIds, at }) => `${userId} for items ${itemIds.join(', ')} at ${at} ms`),
    ),
  ]
}

function count(things: readonly { outcome: string }[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const { outcome } of things) times.set(outcome, (times.get(outcome) ?? 0) + 1)
  return times
}
