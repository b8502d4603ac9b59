import { randomInt } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

export const LOOPBACK = '127.0.0.1'

const FIRST_PORT = 20_000
const PORTS = 12_000
/** Each process begins elsewhere, so that those that look at once seldom find the same. */
let nextPort = randomInt(PORTS)

/** The port that `name` had in this data folder, if it is free, else a new one from the system. Call `rememberPort` when it serves. */
export async function portFor(dataDir: string, name: string): Promise<number> {
  const remembered = await rememberedPort(dataDir, name)
  return remembered !== undefined && (await isFree(remembered)) ? remembered : await freePort()
}

export async function rememberedPort(dataDir: string, name: string): Promise<number | undefined> {
  const port = (await readPorts(dataDir))[name]
  return Number.isInteger(port) ? port : undefined
}

export async function rememberPort(dataDir: string, name: string, port: number): Promise<void> {
  const ports = { ...(await readPorts(dataDir)), [name]: port }
  const file = join(dataDir, 'ports.json')
  await writeFile(`${file}.new`, `${JSON.stringify(ports)}\n`)
  await rename(`${file}.new`, file)
}

/**
 * A port that nothing listens on now, another one at each call. It lies below those that systems give to outgoing connections (Linux
 * from 32,768, RFC 6335 from 49,152): none of these can take it before it is listened on, or while what listened is down. Another
 * process that listens still may: be ready to ask again.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS; tries += 1) {
    const port = FIRST_PORT + (nextPort++ % PORTS)
    if (await isFree(port)) return port
  }
  throw new Error(`No port from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} is free on the loopback address.`)
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, LOOPBACK, () => server.close(() => resolve(true)))
  })
}

async function readPorts(dataDir: string): Promise<Record<string, number>> {
  try {
    return JSON.parse(await readFile(join(dataDir, 'ports.json'), 'utf8'))
  } catch {
    return {} // none yet, or damaged: new ones are chosen
  }
}
