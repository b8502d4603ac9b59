/** However `npm start` ends, no process is left behind, and the next start works on the same data. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, describe, test } from 'node:test'
import { freePort } from '@hourglass/stack'
import { until } from '@hourglass/stack/testing'
import { root } from '../apps.ts'

const id = randomUUID()
const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'hourglass-start-')))
const env: NodeJS.ProcessEnv = {
  ...process.env,
  HOURGLASS_DATA: dataDir,
  HOURGLASS_SUPERVISED_TEST: id,
  SALE_ITEMS: '20',
  PORT: String(await freePort()),
  WEB_PORT: String(await freePort()),
}
after(() => {
  for (const { pid } of processes()) process.kill(pid, 'SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

/** All processes of a start, found by their environment; PostgreSQL overwrites its own, so it is found by its working directory. */
function processes(): { pid: number; command: string }[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const ours =
          readFileSync(`/proc/${pid}/environ`, 'utf8').includes(id) ||
          readlinkSync(`/proc/${pid}/cwd`).startsWith(dataDir)
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return ours && command !== '' ? [{ pid: Number(pid), command }] : []
      } catch {
        return [] // gone
      }
    })
}

const pidOf = (part: string) =>
  processes().find(({ command }) => command.includes(part))?.pid ?? assert.fail(`no process ${part}`)

interface Started {
  npm: ChildProcess
  lines: string[]
  exited: Promise<unknown>
}

function start(more: NodeJS.ProcessEnv = {}): Started {
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { ...env, ...more },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  for (const output of [npm.stdout, npm.stderr])
    createInterface({ input: output }).on('line', (line) => lines.push(line))
  return { npm, lines, exited: once(npm, 'exit') }
}

async function prints(started: Started, text: string): Promise<void> {
  await until(`npm start prints ${text}`, () => {
    if (started.npm.exitCode !== null || started.npm.signalCode !== null) assert.fail(started.lines.join('\n'))
    return started.lines.some((line) => line.includes(text))
  })
}

const allProcessesGone = () =>
  until('all processes are gone', () => processes().length === 0).catch((error) => {
    throw new Error(`${error.message}: ${processes().map(({ command }) => command)}`)
  })

const SERVING = 'Press Ctrl-C to stop.'

describe('npm start', { skip: process.platform !== 'linux' && 'reads /proc' }, () => {
  const moments: [moment: string, reached: (started: Started) => Promise<void>, env?: NodeJS.ProcessEnv][] = [
    ['right after it starts', (started) => prints(started, 'Hourglass')],
    ['while PostgreSQL initializes its data folder', (started) => prints(started, 'initializing the data folder')],
    [
      'while it builds the storefront',
      () =>
        until('next builds', () =>
          processes().some(({ command }) => /next[ -]build|next\/dist\/bin\/next build/.test(command)),
        ),
      { TURBO_FORCE: 'true' },
    ],
    ['while the API starts', (started) => prints(started, 'PostgreSQL 18')],
    ['while the storefront starts', (started) => prints(started, '/v1/sales/active')],
    ['while it serves', (started) => prints(started, SERVING)],
  ]
  for (const [moment, reached, more] of moments)
    test(`Ctrl-C ${moment} leaves no process behind`, async () => {
      const started = start(more)
      await reached(started)
      process.kill(-(started.npm.pid ?? 0), 'SIGINT') // as a terminal does, to the whole group
      await started.exited
      await allProcessesGone()
    })

  for (const [who, find] of [
    ['npm', (started: Started) => started.npm.pid ?? 0],
    ['the boot script', () => pidOf('tools/boot.mjs')],
    ['tools/start.ts', () => pidOf('tools/start.ts')],
  ] as const)
    test(`killing ${who} leaves no process behind`, async () => {
      const started = start()
      await prints(started, SERVING)
      process.kill(find(started), 'SIGKILL')
      await started.exited
      await allProcessesGone()
    })

  test('the next start reports and stops processes that outlived the supervisor, before it serves', async () => {
    const first = start()
    await prints(first, SERVING)
    const [starter, supervisor, server] = [
      pidOf('tools/start.ts'),
      pidOf('supervisor-process.ts'),
      pidOf('src/main.ts'),
    ]
    process.kill(supervisor, 'SIGSTOP') // so that it cannot clean up between the two
    process.kill(starter, 'SIGKILL')
    process.kill(supervisor, 'SIGKILL')
    await first.exited
    const left = processes().map(({ pid }) => pid)
    assert.ok(left.includes(server))
    const second = start()
    await prints(second, SERVING)
    // The process may be the relay, whose entry file has the same name.
    assert.match(second.lines.join('\n'), new RegExp(`processes of an interrupted run: .*\\(process ${server}\\)`))
    const now = new Set(processes().map(({ pid }) => pid))
    assert.deepEqual(
      left.filter((pid) => now.has(pid)),
      [],
    )
    process.kill(-(second.npm.pid ?? 0), 'SIGINT')
    await second.exited
    await allProcessesGone()
  })

  test('a start waits while the supervisor of a killed run is still stopping its processes', async () => {
    const first = start()
    await prints(first, SERVING)
    const [starter, supervisor, server] = [
      pidOf('tools/start.ts'),
      pidOf('supervisor-process.ts'),
      pidOf('src/main.ts'),
    ]
    process.kill(supervisor, 'SIGSTOP')
    process.kill(starter, 'SIGKILL')
    await first.exited
    const second = start()
    await prints(second, `waiting for an interrupted run to stop (process ${supervisor})`)
    process.kill(supervisor, 'SIGCONT')
    await prints(second, SERVING)
    assert.ok(!processes().some(({ pid }) => pid === server || pid === supervisor))
    process.kill(-(second.npm.pid ?? 0), 'SIGINT')
    await second.exited
    await allProcessesGone()
  })
})
