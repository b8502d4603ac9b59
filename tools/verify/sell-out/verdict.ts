/** Examples shown of one broken promise. */
export const EXAMPLES_MAX = 5

/** Whether one promise was kept. */
export interface Verdict {
  ok: boolean
  /** What was found, as a sentence without a full stop. */
  finding: string
  examples: string[]
}

/** A verdict that wants none of something: `what` is plural, and `found` are its cases. */
export function none(what: string, found: readonly string[]): Verdict {
  return { ok: found.length === 0, finding: `${number(found.length)} ${what}`, examples: found.slice(0, EXAMPLES_MAX) }
}

export const number = (count: number): string => count.toLocaleString('en')
