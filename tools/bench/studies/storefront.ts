/** `pnpm bench storefront`: load and rendering performance of the storefront in a local browser. */
import { availableParallelism, loadavg } from 'node:os'
import { onParentGone, StackError, startSupervisor } from '@hourglass/stack'
import { run } from '../../apps.ts'
import { openStorefrontStage } from '../../harness/storefront-stage.ts'

const supervisor = await startSupervisor()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(130))
onParentGone(() => void end(130))

async function end(code: number): Promise<never> {
  await supervisor.stop()
  process.exit(code)
}

try {
  const stage = await openStorefrontStage(supervisor, { SALE_PERIOD: '480h' })
  const { code, output } = await run(
    supervisor,
    'pnpm',
    ['--filter', '@hourglass/e2e', 'more', '--project=figures'],
    stage.env,
  )
  await stage.stop()
  const [load = 0] = loadavg()
  console.log(
    `${availableParallelism()} cores, which browser, server and stores share; load average ${load.toFixed(1)}\n`,
  )
  for (const line of output.split('\n')) {
    const [, what = '', value = '', aim = ''] = /FIGURE\t([^\t]*)\t([^\t]*)\t(.*)/.exec(line) ?? []
    if (what) console.log(`${what.padEnd(56)}${value.padStart(32)}   ${aim}`)
  }
  if (code !== 0) throw new StackError(output)
} catch (error) {
  console.error(error instanceof StackError ? error.message : error)
  await end(1)
}
await end(0)
