/** `@hourglass/client` as a partner gets it: packed, installed into an empty project, and run under each supported Node. */
import assert from 'node:assert/strict'
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { createServerStage, type ServerStage } from './stage.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../../..')
const CLIENT = join(ROOT, 'packages/client')
/** Releases to test besides the current Node, when PATH has none of their majors. All platform packages have these versions. */
const RELEASES = new Map([
  [20, '20.18.1'],
  [22, '22.23.2'],
])
const OWN_MAJOR = Number.parseInt(process.versions.node, 10)
/** What a partner's project gets to run: the unit tests of the retries, and a purchase. */
const RETRIES = 'retry.test.mjs'
const PURCHASE = 'purchase.mjs'

const folder = mkdtempSync(join(tmpdir(), 'hourglass-client-'))
const project = join(folder, 'project')
let stage: ServerStage
before(async () => {
  const tarballs = await pack()
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  await run('npm', ['install', '--offline', '--ignore-scripts', ...tarballs], { cwd: project })
  const retries = stripTypeScriptTypes(readFileSync(join(CLIENT, 'src/retry.test.ts'), 'utf8'))
  writeFileSync(join(project, RETRIES), retries.replace("'./retry.ts'", "'@hourglass/client'"))
  writeFileSync(
    join(project, PURCHASE),
    `import { createClient } from '@hourglass/client'
    const hourglass = createClient({ baseUrl: process.env.HOURGLASS_URL })
    const body = { user_id: process.env.BUYER, id: [Number(process.env.ITEM)] }
    const { data: checkout } = await hourglass.POST('/checkout', { body })
    const { data: bought } = await hourglass.POST('/purchase', { body: { code: checkout.code } })
    const { error } = await hourglass.POST('/purchase', { body: { code: checkout.code } })
    console.log(bought.message, error.code, error.order.id === bought.order.id)`,
  )
  stage = await createServerStage()
})
after(async () => {
  await stage.stop()
  rmSync(folder, { recursive: true })
})

/** Packs the client and its dependencies, which makes the installation work without a registry. @returns the tarballs */
async function pack(): Promise<string[]> {
  const client = join(folder, 'client.tgz')
  await run('pnpm', ['--filter', '@hourglass/client', 'pack', '--out', client], { cwd: ROOT })
  const fetching = folderOf('openapi-fetch', CLIENT)
  const helpers = folderOf('openapi-typescript-helpers', fetching)
  const copies = [fetching, helpers].map((dependency, index) => {
    const copy = join(folder, String(index))
    // Packing in place would drop files: pnpm hard-links equal ones, and npm packs only one of them.
    cpSync(dependency, copy, { recursive: true })
    return copy
  })
  const { stdout } = await run('npm', ['pack', '--silent', '--ignore-scripts', ...copies], { cwd: folder })
  return [
    client,
    ...stdout
      .trim()
      .split('\n')
      .map((file) => join(folder, file)),
  ]
}

function folderOf(name: string, from: string): string {
  const folders = createRequire(join(from, 'package.json')).resolve.paths(name) ?? []
  const found = folders.map((path) => join(path, name)).find(existsSync)
  if (found === undefined) throw new Error(`${name} is not installed`)
  return realpathSync(found)
}

/** A Node of a major version: this one, one on PATH or, with `npm run test:all`, one from its npm package. */
function nodeOf(major: number): string | null {
  if (major === OWN_MAJOR) return process.execPath
  const onPath = (process.env.PATH ?? '').split(delimiter).map((path) => join(path, 'node'))
  const found = onPath.find((path) => existsSync(path) && majorOf(path) === major)
  if (found || process.env.TEST_ALL !== '1') return found ?? null
  const name = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  const release = `${name}-${process.platform}-${process.arch}@${RELEASES.get(major)}`
  const args = ['exec', '--yes', `--package=${release}`, '--', 'node', '-p', 'process.execPath']
  const { status, stdout } = spawnSync('npm', args, { encoding: 'utf8', cwd: tmpdir() })
  return status === 0 ? stdout.trim() : null
}

const reasonWithout = (major: number): string =>
  process.env.TEST_ALL === '1' ? `Node ${major} is neither on PATH nor installable from npm` : 'npm run test:all'

const majorOf = (path: string): number =>
  Number.parseInt(execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }), 10)

test('the tarball has the build, its types, README and licence, and no sources', () => {
  const manifest = JSON.parse(readFileSync(join(project, 'node_modules/@hourglass/client/package.json'), 'utf8'))
  assert.deepEqual(manifest.exports, { '.': { types: './dist/client.d.ts', default: './dist/client.js' } })
  assert.deepEqual(manifest.dependencies, { 'openapi-fetch': '0.17.0' })
  const has = (path: string) => existsSync(join(project, 'node_modules/@hourglass/client', path))
  for (const path of ['README.md', 'LICENSE', 'dist/client.js', 'dist/client.d.ts', 'dist/schema.d.ts'])
    assert.ok(has(path), path)
  assert.equal(has('src'), false)
})

for (const [index, major] of [...new Set([...RELEASES.keys(), OWN_MAJOR])].entries()) {
  const node = nodeOf(major)
  test(`the installed client buys and retries under Node ${major}`, {
    skip: !node && reasonWithout(major),
  }, async () => {
    assert.ok(node !== null)
    assert.equal(majorOf(node), major)
    const env = { HOURGLASS_URL: stage.origin, BUYER: `node-${major}`, ITEM: String(stage.item(index)) }
    const { stdout } = await run(node, [PURCHASE], { cwd: project, env: { PATH: dirname(node), ...env } })
    assert.equal(stdout, 'Purchase successful code_used true\n')
    await run(node, ['--test', RETRIES], { cwd: project, env: { PATH: dirname(node) } })
  })
}

/** The versions of TypeScript in this workspace, each with one of the two ways in which projects resolve packages. */
const COMPILERS = [
  { version: '5', from: CLIENT, module: 'nodenext', moduleResolution: 'nodenext' },
  { version: '7', from: ROOT, module: 'esnext', moduleResolution: 'bundler' },
]
for (const { version, from, ...resolution } of COMPILERS) {
  test(`the types of the installed client compile with TypeScript ${version}, ${resolution.moduleResolution}`, async () => {
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(CLIENT, 'README.md'), 'utf8')) ?? []
    const wrong = `\n// @ts-expect-error: a misspelt path\nawait hourglass.POST('/check-out', {})\n`
    writeFileSync(join(project, 'example.ts'), example + wrong)
    const compilerOptions = {
      ...resolution,
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
    }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['example.ts'] }))
    const tsc = join(from, 'node_modules/.bin/tsc')
    assert.match((await run(tsc, ['--version'])).stdout, new RegExp(`Version ${version}\\.`))
    const { stdout } = await run(tsc, [], { cwd: project }).catch((error) => error)
    assert.equal(stdout, '')
  })
}
