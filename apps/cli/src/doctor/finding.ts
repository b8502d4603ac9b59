/** The result of a check. `danger`: a guarantee may be broken. `warning`: degraded, but every guarantee holds. */
export interface Finding {
  check: string
  state: 'ok' | 'warning' | 'danger'
  message: string
  /** What the operator should do. */
  remedy?: string
}

export const ok = (check: string, message: string): Finding => ({ check, state: 'ok', message })
export const warning = (check: string, message: string, remedy: string): Finding => ({
  check,
  state: 'warning',
  message,
  remedy,
})
export const danger = (check: string, message: string, remedy: string): Finding => ({
  check,
  state: 'danger',
  message,
  remedy,
})
