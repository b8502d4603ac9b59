import type { Scenario } from '../scenario.ts'
import { checkouts } from './accounts.ts'
import { basics } from './basic.ts'
import { feeds } from './live.ts'
import { sales } from './sales.ts'

export const scenarios: readonly Scenario[] = [...basics, ...checkouts, ...sales, ...feeds]
