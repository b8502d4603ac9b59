/** The storefront's server: Next behind a guard for requests that Next handles badly. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundledCachedPages } from './bundle.ts'
import { answerBrokenRequests, guard } from './front.ts'
import { responses } from './responses.ts'

/** Deadline for requests in flight at shutdown. */
const DRAIN_MS = 5_000

// Before Next.js loads: the first process of a container ignores signals that it has no handler for.
let stop = (): void => process.exit(0)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop())

// React and Next read these when they are imported.
Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' })

const { values } = parseArgs({ options: { port: { type: 'string' }, hostname: { type: 'string' } } })
const port = Number(values.port ?? 3000)
const hostname = values.hostname ?? '0.0.0.0'

const { default: next } = await import('next')
// The configuration of the build, as in Next's standalone server: an image contains neither next.config.mjs nor what would load it.
const dir = join(import.meta.dirname, '../..')
const build = JSON.parse(readFileSync(join(dir, '.next/required-server-files.json'), 'utf8'))
process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(build.config)
const app = next({ dev: false, dir, hostname, port })
const handle = app.getRequestHandler()
await app.prepare()
// Next runs its instrumentation at the first request. That is too late to refuse a wrong setting.
await createRequire(import.meta.url)(join(dir, '.next/server/instrumentation.js')).register()

const pages = bundledCachedPages()((request, response) => responses.run(response, () => handle(request, response)))
const server = createServer(guard(pages))
answerBrokenRequests(server)
server.once('error', (error) => {
  console.error(`The storefront cannot listen on ${hostname}:${port}.`, error)
  process.exit(1)
})
server.listen(port, hostname, () => console.log(`The storefront listens on http://${hostname}:${port}`))

stop = () => {
  server.close(() => process.exit(0))
  setTimeout(() => process.exit(0), DRAIN_MS).unref()
}
