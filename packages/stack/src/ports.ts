import { randomInt } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

export const LOOPBACK = '127.0.0.1'

const FIRST_PORT = 20_000
const PORTS = 12_000
/** Each process starts at a different port, so that processes searching at the same time rarely collide. */
let nextPort = randomInt(PORTS)

/** The port that `name` last used in this data folder if it is free, else a new one. Call `rememberPort` once the store listens. */
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
 * A free port, a different one on each call. It is below the range of outgoing connections (Linux from 32,768, RFC 6335 from 49,152),
 * so no outgoing connection can take it before the store listens or while the store is down. Another listening process still can:
 * callers must be ready to retry.
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
    return {} // missing or damaged: new ports are chosen
  }
}
