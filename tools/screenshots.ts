/**
 * `node tools/screenshots.ts`: captures every screen of the storefront and the console in both sizes and themes, and copies some
 * for the README.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onParentGone, StackError, startSupervisor } from '@hourglass/stack'
import { root, run } from './apps.ts'
import { startMailFile } from './harness/mail-file.ts'
import { openStorefrontStage } from './harness/storefront-stage.ts'

const ALL = join(root, '.data/screenshots')
const BEST = join(root, 'docs/images')
/** Screenshots that the README shows. */
const SHOWN = [
  'drop-desktop-day',
  'drop-desktop-night',
  'shelf-desktop-day',
  'item-desktop-night',
  'proof-desktop-day',
  'field-near-desktop-night',
  'receipt-phone-night',
  'hold-phone-day',
  'full-cart-phone-night',
  'drop-phone-night',
  'between-sales-desktop-night',
  'merchant-sale-desktop-day',
  'console-system-desktop-night',
  'console-sale-desktop-day',
  'console-system-phone-night',
]

const MS_OF_HOUR = 3_600_000
/** All screenshots must show one sale. If the hour ends sooner than this, a longer sale is used. */
const TAKING_MS = 10 * 60_000

/** Operators sign in with mailed codes. */
const mailFile = join(mkdtempSync(join(tmpdir(), 'hourglass-mail-')), 'mails')

const supervisor = await startSupervisor()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(130))
onParentGone(() => void end(130))

async function end(code: number): Promise<never> {
  await supervisor.stop()
  rmSync(dirname(mailFile), { recursive: true, force: true })
  process.exit(code)
}

/** @throws StackError with the output of the failed run */
async function take(project: string, env: NodeJS.ProcessEnv): Promise<void> {
  const mail = await startMailFile(mailFile)
  const stage = await openStorefrontStage(supervisor, { ...env, SMTP_URL: mail.url })
  const args = ['--filter', '@hourglass/e2e', 'more', `--project=${project}`]
  const { code, output } = await run(supervisor, 'pnpm', args, {
    ...stage.env,
    E2E_MAIL_FILE: mailFile,
    PICTURES: ALL,
  })
  await stage.stop()
  mail.close()
  if (code !== 0) throw new StackError(output)
}

try {
  writeFileSync(mailFile, '')
  await take('pictures', { SALE_PERIOD: MS_OF_HOUR - (Date.now() % MS_OF_HOUR) > TAKING_MS ? '1h' : '24h' })
  await take('console', { SALE_PERIOD: '24h' })
  await take('between', { SALE_PERIOD: '2m', SALE_ITEMS: '400' })
  mkdirSync(BEST, { recursive: true })
  for (const name of SHOWN) copyFileSync(join(ALL, `${name}.png`), join(BEST, `${name}.png`))
  console.log(`All screens are in ${ALL}, ${SHOWN.length} of them in ${BEST}.`)
} catch (error) {
  console.error(error instanceof StackError ? error.message : error)
  await end(1)
}
await end(0)
