import type { Scenario } from '../scenario.ts'
import { brief } from './basic.ts'
import { feeds } from './live.ts'
import { sales } from './sales.ts'

export const scenarios: readonly Scenario[] = [...brief, ...sales, ...feeds]
