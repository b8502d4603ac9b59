/** The storefront for the end-to-end tests: Playwright starts it, reads its URLs from one line of output, and stops it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, onParentGone, StackError, startSupervisor } from '@hourglass/stack'
import { root } from './apps.ts'
import { CLIENT, startIssuer } from './harness/issuer.ts'
import { startMailFile } from './harness/mail-file.ts'
import { openStorefrontStage } from './harness/storefront-stage.ts'

const supervisor = await startSupervisor()
let stopping = false
const folder = mkdtempSync(join(tmpdir(), 'hourglass-mail-'))
const mailFile = join(folder, 'mails')

async function end(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  await supervisor.stop()
  rmSync(folder, { recursive: true, force: true })
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0))
onParentGone(() => void end(1))

try {
  const orderStep = join(root, 'e2e/order-step.ts')
  writeFileSync(mailFile, '')
  const mail = await startMailFile(mailFile)
  const issuerPort = await freePort()
  const { env } = await openStorefrontStage(supervisor, {
    SALE_PERIOD: '480h',
    HOLD_TTL: '15s',
    ORDER_STEP: orderStep,
    PAYMENTS: 'test',
    SALE_PAYMENT: 'none',
    CANCEL_WINDOW: '1h',
    SMTP_URL: mail.url,
    OIDC_ISSUER: `http://127.0.0.1:${issuerPort}`,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_NAME: 'Test issuer',
  })
  // By either name of this machine.
  const { port } = new URL(env.E2E_API_URL)
  const callback = (host: string) => `http://${host}:${port}/auth/callback/oidc`
  await startIssuer(issuerPort, [callback('localhost'), callback('127.0.0.1')])
  console.log(
    Object.entries({ ...env, E2E_MAIL_FILE: mailFile })
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  )
} catch (error) {
  console.error(error instanceof StackError ? error.message : error)
  await end(1)
}
