/** Processes that get a signal while they still load their modules. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../apps.ts'

/** Loads the entry point and its static imports. In place of the first module after them comes one that never finishes loading. */
const STALL = `
import { registerHooks } from 'node:module'
const loaded = /^node:|\\/main\\.ts$|\\/web\\/src\\/server\\/|\\/telemetry\\/src\\/process\\.ts$/
const source = "process.stdout.write('stalled'); setInterval(() => {}, 1e6); await new Promise(() => {})"
registerHooks({
  load: (url, context, next) =>
    loaded.test(url) ? next(url, context) : { format: 'module', source, shortCircuit: true },
})`

for (const file of ['apps/server/src/main.ts', 'apps/relay/src/main.ts', 'apps/web/src/server/main.ts'])
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    test(`${file} handles ${signal} while it loads, so that it stops as the first process of a container too`, async (t) => {
      const child = spawn(
        process.execPath,
        ['--import', `data:text/javascript,${encodeURIComponent(STALL)}`, join(root, file)],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      )
      t.after(() => child.kill('SIGKILL'))
      const ended = once(child, 'exit')
      await Promise.race([once(child.stdout, 'data'), ended])
      child.kill(signal)
      assert.deepEqual(await ended, [0, null])
    })
