/** `npm start` as people run and end it: whatever ends it, nothing stays behind, and the next start serves on the same data. */
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

/** All that a start has started, by its environment; PostgreSQL, which overwrites that, by where it works. */
function processes(): { pid: number; command: string }[] {
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

async function says(started: Started, text: string): Promise<void> {
  await until(`npm start says ${text}`, () => {
    if (started.npm.exitCode !== null || started.npm.signalCode !== null) assert.fail(started.lines.join('\n'))
    return started.lines.some((line) => line.includes(text))
  })
}

const nothingIsLeft = () =>
  until('nothing is left', () => processes().length === 0).catch((error) => {
    throw new Error(`${error.message}: ${processes().map(({ command }) => command)}`)
  })

const SERVING = 'Ctrl-C stops all of it.'

describe('npm start', { skip: process.platform !== 'linux' && 'looks into /proc' }, () => {
  const moments: [moment: string, reached: (started: Started) => Promise<void>, env?: NodeJS.ProcessEnv][] = [
    ['as soon as it has begun', (started) => says(started, 'Hourglass')],
    ['while PostgreSQL makes its files', (started) => says(started, 'making its files')],
    [
      'while it builds the storefront',
      () =>
        until('next builds', () =>
          processes().some(({ command }) => /next[ -]build|next\/dist\/bin\/next build/.test(command)),
        ),
      { TURBO_FORCE: 'true' },
    ],
    ['while the API starts', (started) => says(started, 'PostgreSQL 18')],
    ['while the storefront starts', (started) => says(started, 'selling at')],
    ['while it serves', (started) => says(started, SERVING)],
  ]
  for (const [moment, reached, more] of moments)
    test(`interrupted by Ctrl-C ${moment} leaves no process behind`, async () => {
      const started = start(more)
      await reached(started)
      process.kill(-(started.npm.pid ?? 0), 'SIGINT') // as a terminal does, to the whole group
      await started.exited
      await nothingIsLeft()
    })

  for (const [who, find] of [
    ['npm', (started: Started) => started.npm.pid ?? 0],
    ['its boot', () => pidOf('tools/boot.mjs')],
    ['the starter', () => pidOf('tools/start.ts')],
  ] as const)
    test(`leaves no process behind when ${who} is killed`, async () => {
      const started = start()
      await says(started, SERVING)
      process.kill(find(started), 'SIGKILL')
      await started.exited
      await nothingIsLeft()
    })

  test('names and ends what is left when everything that watched it was killed, before it serves', async () => {
    const first = start()
    await says(first, SERVING)
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
    await says(second, SERVING)
    // This may be the relay, which runs a file of the same name.
    assert.match(second.lines.join('\n'), new RegExp(`interrupted run left behind: .*\\(process ${server}\\)`))
    const now = new Set(processes().map(({ pid }) => pid))
    assert.deepEqual(
      left.filter((pid) => now.has(pid)),
      [],
    )
    process.kill(-(second.npm.pid ?? 0), 'SIGINT')
    await second.exited
    await nothingIsLeft()
  })

  test('started while the supervisor of a killed run still stops its processes waits until they are gone', async () => {
    const first = start()
    await says(first, SERVING)
    const [starter, supervisor, server] = [
      pidOf('tools/start.ts'),
      pidOf('supervisor-process.ts'),
      pidOf('src/main.ts'),
    ]
    process.kill(supervisor, 'SIGSTOP')
    process.kill(starter, 'SIGKILL')
    await first.exited
    const second = start()
    await says(second, `waiting for an interrupted run to stop (process ${supervisor})`)
    process.kill(supervisor, 'SIGCONT')
    await says(second, SERVING)
    assert.ok(!processes().some(({ pid }) => pid === server || pid === supervisor))
    process.kill(-(second.npm.pid ?? 0), 'SIGINT')
    await second.exited
    await nothingIsLeft()
  })
})
