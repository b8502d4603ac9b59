import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { allGone, scratchFolder } from './fixtures/program.ts'

const TOOLS = fileURLToPath(new URL('../../../tools/', import.meta.url))

/** Creates a workspace that is marked as installed and whose `start` command is the given program. */
async function workspace(program: string): Promise<string> {
  const root = scratchFolder()
  mkdirSync(join(root, 'tools'))
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true })
  symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'))
  for (const file of readdirSync(TOOLS).filter((name) => /^boot.*\.mjs$/.test(name)))
    cpSync(join(TOOLS, file), join(root, 'tools', file))
  for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']) writeFileSync(join(root, file), '{}')
  writeFileSync(join(root, 'tools/start.ts'), program)
  const { fingerprint } = await import(join(root, 'tools/boot-install.mjs'))
  writeFileSync(join(root, 'node_modules/.hourglass-install'), fingerprint(root))
  return root
}

function bootIn(root: string, ...args: readonly string[]): { child: ChildProcess; lines: Interface } {
  const child = spawn(process.execPath, ['tools/boot.mjs', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  return { child, lines: createInterface({ input: child.stdout }) }
}

test('the command runs with the workspace’s Node, gets its arguments and returns its exit code', async () => {
  const root = await workspace(
    'console.log(JSON.stringify([process.env.PATH, ...process.argv.slice(2)])); process.exitCode = 5',
  )
  const { child, lines } = bootIn(root, 'start', 'one', 'two')
  const exited = once(child, 'exit')
  const [line] = await once(lines, 'line')
  const [path, ...args] = JSON.parse(line)
  assert.ok(path.startsWith(join(root, 'node_modules/.bin')))
  assert.deepEqual(args, ['one', 'two'])
  assert.deepEqual(await exited, [5, null])
})

test('one press of Ctrl-C delivers one signal, although the terminal and npm both send it', async () => {
  const program = `let seen = 0
    process.on('SIGINT', () => { seen += 1; console.log('seen') }).on('SIGTERM', () => process.exit(seen))
    process.on('disconnect', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready')`
  const { child, lines } = bootIn(await workspace(program), 'start')
  const exited = once(child, 'exit')
  await once(lines, 'line')
  child.kill('SIGINT')
  await once(lines, 'line')
  child.kill('SIGINT')
  child.kill('SIGTERM')
  assert.deepEqual(await exited, [1, null])
})

test('the command is disconnected when the boot script is killed', async () => {
  const program = `process.on('disconnect', () => process.exit(0)); setInterval(() => {}, 1000); console.log(process.pid)`
  const { child, lines } = bootIn(await workspace(program), 'start')
  const [pid] = await once(lines, 'line')
  child.kill('SIGKILL')
  assert.ok(await allGone([Number(pid)]))
})

test('an unknown command prints the usage', async () => {
  const { child } = bootIn(await workspace(''), 'stop')
  const [error] = await once(child.stderr ?? process.stderr, 'data')
  assert.match(String(error), /^Usage: "node tools\/boot.mjs start"/)
})

test('Windows and, in WSL, Windows drives are refused with a remedy', async () => {
  const { requirePlatform } = await import(join(TOOLS, 'boot-run.mjs'))
  const wsl = '6.6.87.2-microsoft-standard-WSL2'
  assert.throws(() => requirePlatform('win32', '10.0.26100', 'C:\\hourglass'), /WSL 2/)
  assert.throws(() => requirePlatform('linux', wsl, '/mnt/c/hourglass'), /Linux file system/)
  for (const [platform, kernel, root] of [
    ['linux', wsl, '/home/ann/hourglass'],
    ['linux', '6.12.0', '/mnt/c/hourglass'],
    ['darwin', '25.0.0', '/Users/ann/hourglass'],
  ])
    requirePlatform(platform, kernel, root)
})
