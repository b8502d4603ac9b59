/** A storefront on its own stores, for tests, screenshots and measurements, with an HTTP interface for fault injection. */
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Child, freePort, type Supervisor } from '@hourglass/stack'
import { type Breakable, startTestStores } from '@hourglass/stack/testing'
import { type AppsOptions, buildWeb, root, startRelay, startServer, startWeb } from '../apps.ts'

const HOST = '127.0.0.1'
const DENY = join(root, 'e2e/deny-network.mjs')

export interface StorefrontStage {
  /** Environment of the end-to-end tests: the URLs of the storefront, the API and the control interface. */
  env: { E2E_API_URL: string; E2E_WEB_URL: string; E2E_CONTROL_URL: string; E2E_DENIED_FILE: string }
  stop(): Promise<void>
}

/** @param env additional environment of the server @throws StackError */
export async function openStorefrontStage(supervisor: Supervisor, env: NodeJS.ProcessEnv): Promise<StorefrontStage> {
  await buildWeb(supervisor)
  const stores = await startTestStores({ ownPostgres: true })
  const [port, webPort] = [await freePort(), await freePort()]
  const { databaseUrl, redisUrl } = stores
  // The webhook receivers of the tests listen on loopback.
  const more = { WEBHOOK_PRIVATE_ADDRESSES: 'allow', ...env }
  const folder = mkdtempSync(join(tmpdir(), 'hourglass-storefront-'))
  const pictures = join(folder, 'pictures')
  // The storefront may connect only to the API. Connections to other hosts are refused and recorded in this file.
  const deniedFile = join(folder, 'denied')
  const webEnv = { NODE_OPTIONS: `--import=${pathToFileURL(DENY)}`, DENIED_FILE: deniedFile }
  const options: AppsOptions = { host: HOST, port, webPort, databaseUrl, redisUrl, pictures, env: more, webEnv }
  let server = await startServer(supervisor, options)
  const relay = await startRelay(supervisor, options)
  const web = await startWeb(supervisor, options)
  const serve = async () => {
    server = await startServer(supervisor, options)
  }
  const control = await listen(commandsOf(stores.redis, { stop: () => server.stop(), start: serve }))
  return {
    env: {
      E2E_API_URL: `http://${HOST}:${port}`,
      E2E_WEB_URL: `http://${HOST}:${webPort}`,
      E2E_CONTROL_URL: `http://${HOST}:${control.port}`,
      E2E_DENIED_FILE: deniedFile,
    },
    async stop() {
      control.close()
      await web.stop()
      await relay.stop()
      await server.stop()
      await stores.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

type Command = () => Promise<unknown>

const commandsOf = (redis: Breakable, server: { stop(): ReturnType<Child['stop']>; start: Command }) =>
  new Map<string | undefined, Command>([
    ['/redis/kill', () => redis.kill()],
    ['/redis/start', () => redis.start()],
    ['/server/stop', () => server.stop()],
    ['/server/start', server.start],
  ])

/** Executes the command in the path of a POST and responds when it is done. */
async function listen(commands: ReturnType<typeof commandsOf>): Promise<{ port: number; close(): void }> {
  const control = http.createServer(async (request, response) => {
    const command = request.method === 'POST' ? commands.get(request.url) : undefined
    const done = command?.().then(
      () => 204,
      () => 500,
    )
    response.writeHead((await done) ?? 404).end()
  })
  const port = await freePort()
  await new Promise<void>((resolve) => control.listen(port, HOST, resolve))
  return { port, close: () => control.close() }
}
