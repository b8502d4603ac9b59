/** The storefront for the end-to-end tests: Playwright starts it, reads its URLs from one line of output, and stops it. */
import { join } from 'node:path'
import { onParentGone, StackError, startSupervisor } from '@hourglass/stack'
import { root } from './apps.ts'
import { openStorefrontStage } from './harness/storefront-stage.ts'

const supervisor = await startSupervisor()
let stopping = false

async function end(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  await supervisor.stop()
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0))
onParentGone(() => void end(1))

try {
  const orderStep = join(root, 'e2e/order-step.ts')
  const { env } = await openStorefrontStage(supervisor, { SALE_PERIOD: '480h', HOLD_TTL: '15s', ORDER_STEP: orderStep })
  console.log(
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  )
} catch (error) {
  console.error(error instanceof StackError ? error.message : error)
  await end(1)
}
