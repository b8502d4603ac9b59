/** What a check has found. `danger`: a promise may be broken. `look`: worth a look, and no promise is at stake. */
export interface Finding {
  check: string
  state: 'ok' | 'look' | 'danger'
  /** What is, in a sentence. */
  says: string
  /** What to do about it. */
  remedy?: string
}

export const ok = (check: string, says: string): Finding => ({ check, state: 'ok', says })
export const look = (check: string, says: string, remedy: string): Finding => ({ check, state: 'look', says, remedy })
export const danger = (check: string, says: string, remedy: string): Finding => ({
  check,
  state: 'danger',
  says,
  remedy,
})
