/**
 * `pnpm verify containers`: builds both images, starts Compose as a project of its own on free ports, and checks it from outside:
 * privileges, the commands in the image, conformance, a purchase in a browser, recovery of every killed service, and stopping.
 * Without a container engine it says so and checks nothing.
 */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort } from '@hourglass/stack'
import { root } from '../../apps.ts'

const PROJECT = 'hourglass-verify'
/** Longest stop of our services, in milliseconds: without requests in flight, there is nothing to wait for. */
const STOP_MS = 2_000
/** In the order in which Compose stops them. */
const OURS = ['web', 'relay', 'server']
const STORES = ['postgres', 'redis']

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean' } } })
if (values.help) {
  console.log('pnpm verify containers [--keep]\n\n  --keep  leave the containers running')
  process.exit(0)
}

const ports = { PORT: await freePort(), WEB_PORT: await freePort() }
const api = `http://127.0.0.1:${ports.PORT}`
const web = `http://127.0.0.1:${ports.WEB_PORT}`
const env = { ...process.env, PORT: String(ports.PORT), WEB_PORT: String(ports.WEB_PORT), RATE_LIMIT_ADDRESS: 'off' }

/** Runs a command. Its output is printed only if it fails. @throws Error */
function run(
  command: string,
  args: readonly string[],
  more: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      ...more,
      env: { ...env, ...more.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      printed += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0
        ? resolve(output.trim())
        : reject(new Error(`${command} ${args.join(' ')} exited with ${code}:\n${printed.slice(-4_000)}`)),
    )
  })
}

const compose = (...args: string[]): Promise<string> => run('docker', ['compose', '--project-name', PROJECT, ...args])
const inside = (service: string, script: string): Promise<string> => compose('exec', '-T', service, 'sh', '-c', script)

/** A new API key of the shop, made by the command in the server's image. */
const createKey = (): Promise<string> =>
  inside('server', 'hourglass keys create --partner verify --scopes buy,read,webhooks,admin')

/** Waits until a purchase can succeed. @throws Error with the last answer */
async function untilHealthy(): Promise<void> {
  await compose('up', '--detach', '--wait', '--no-recreate')
  // An idle connection of ours would delay the server's stop.
  const response = await fetch(`${api}/health`, { headers: { connection: 'close' } })
  if (response.status !== 200) throw new Error(`/health answered ${response.status}: ${await response.text()}`)
}

async function exitCodeOf(service: string): Promise<number> {
  const id = await compose('ps', '--all', '--quiet', service)
  return Number(await run('docker', ['inspect', '--format', '{{.State.ExitCode}}', id]))
}

/** The number of starts that the restart policy made. */
async function restartsOf(service: string): Promise<number> {
  const id = await compose('ps', '--all', '--quiet', service)
  return Number(await run('docker', ['inspect', '--format', '{{.RestartCount}}', id]))
}

/** Size of what an image adds to its base image, in MB. The base ends at the layer of its command. */
async function ownMegabytes(image: string): Promise<number> {
  const history = await run('docker', [
    'history',
    '--no-trunc',
    '--human=false',
    '--format',
    '{{.Size}} {{.CreatedBy}}',
    image,
  ])
  const layers = history.split('\n')
  const base = layers.findIndex((line, index) => index > 0 && /CMD \["node"\]/.test(line))
  return layers.slice(0, base).reduce((sum, line) => sum + Number.parseInt(line, 10), 0) / 1e6
}

const CHECKS: [title: string, check: () => Promise<string | undefined>][] = [
  [
    'both images build, and every service becomes healthy',
    async () => {
      await compose('up', '--build', '--detach', '--wait')
      return undefined
    },
  ],
  [
    'each image adds at most 150 MB to its base',
    async () => {
      const sizes = await Promise.all(['server', 'web'].map((name) => ownMegabytes(`${PROJECT}-${name}`)))
      if (sizes.some((size) => !(size <= 150))) throw new Error(`${sizes.join(' and ')} MB`)
      return `server ${sizes[0]?.toFixed(0)} MB, storefront ${sizes[1]?.toFixed(0)} MB`
    },
  ],
  [
    'our services run as user 1000 on a read-only file system, with an init',
    async () => {
      for (const service of OURS) {
        const found = await inside(
          service,
          'id -u; cat /proc/1/comm; touch /hourglass/x 2>/dev/null && echo writable || echo read-only',
        )
        if (!/^1000\n(docker-init|tini)\nread-only$/.test(found)) throw new Error(`${service}: ${found}`)
      }
      return undefined
    },
  ],
  [
    'the doctor in the image finds no fault',
    async () => {
      await compose('exec', '-T', 'server', 'hourglass', 'doctor')
      return undefined
    },
  ],
  [
    'the server conforms to its OpenAPI document, with a key made in the image',
    async () => {
      await run(process.execPath, ['tools/verify/main.ts', 'conformance', api], {
        env: { HOURGLASS_KEY: await createKey() },
      })
      return undefined
    },
  ],
  [
    'two shoppers want the same item in browsers, and one gets it',
    async () => {
      await run('npx', ['playwright', 'test', '--project=desktop', 'together.spec.ts', '--grep=of two shoppers'], {
        cwd: join(root, 'e2e'),
        env: { E2E_WEB_URL: web, E2E_API_URL: api },
      })
      return undefined
    },
  ],
  ...OURS.map((service): [string, () => Promise<undefined>] => [
    `${service}: its process is killed, and the restart policy starts it again`,
    async () => {
      const before = await restartsOf(service)
      // Every process of the container but the init, which then ends. The shell's own exit code does not matter.
      await inside(service, 'kill -9 -1; true')
      for (const end = performance.now() + 30_000; (await restartsOf(service)) === before; )
        if (performance.now() > end) throw new Error('it was not restarted')
      await untilHealthy()
      return undefined
    },
  ]),
  ...STORES.map((service): [string, () => Promise<undefined>] => [
    `${service}: is killed and started, and purchases succeed again`,
    async () => {
      await compose('kill', service)
      await untilHealthy()
      return undefined
    },
  ]),
  [
    `server, relay and storefront each stop within ${STOP_MS / 1_000} s and exit with 0`,
    async () => {
      const took: string[] = []
      for (const service of OURS) {
        const began = performance.now()
        await compose('stop', service)
        const elapsed = performance.now() - began
        const code = await exitCodeOf(service)
        if (code !== 0 || elapsed > STOP_MS)
          throw new Error(`${service}: exit code ${code} after ${Math.round(elapsed)} ms`)
        took.push(`${service} ${Math.round(elapsed)} ms`)
      }
      return took.join(', ')
    },
  ],
]

if (spawnSync('docker', ['version'], { stdio: 'ignore' }).status !== 0) {
  console.log('No container engine answers (docker version): nothing was checked.')
  process.exit(0)
}
const engine = await run('docker', ['version', '--format', '{{.Server.Version}}'])
console.log(`\nDocker ${engine}, Compose ${await compose('version', '--short')}\n`)
let failed = 0
try {
  for (const [title, check] of CHECKS) {
    const began = performance.now()
    try {
      const note = await check()
      const seconds = ((performance.now() - began) / 1_000).toFixed(1)
      console.log(`  ok     ${title}${note ? `: ${note}` : ''} (${seconds} s)`)
    } catch (error) {
      failed++
      console.log(`  FAIL   ${title}\n         ${(error as Error).message.replaceAll('\n', '\n         ')}`)
    }
  }
} finally {
  if (!values.keep) await compose('down', '--volumes', '--remove-orphans')
}
console.log(failed === 0 ? '\nAll checks passed.\n' : `\n${failed} failed.\n`)
process.exitCode = failed === 0 ? 0 : 1
