import { readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

export const LOOPBACK = '127.0.0.1'

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

/** A port that nothing listens on now. Another process may take it before you do: be ready to ask again. */
export async function freePort(): Promise<number> {
  const port = await listenOnce(0)
  if (port === undefined) throw new Error('The system gives no free port on the loopback address.')
  return port
}

export async function isFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined
}

async function readPorts(dataDir: string): Promise<Record<string, number>> {
  try {
    return JSON.parse(await readFile(join(dataDir, 'ports.json'), 'utf8'))
  } catch {
    return {} // none yet, or damaged: new ones are chosen
  }
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, LOOPBACK, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}
