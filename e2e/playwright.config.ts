import { defineConfig } from '@playwright/test'
import { chromiumOptions } from './chromium.ts'

/** The stage prints this line when it is ready. Playwright puts each named group into the environment of the tests. */
const STAGE_SERVES =
  /E2E_API_URL=(?<e2e_api_url>\S+) E2E_WEB_URL=(?<e2e_web_url>\S+) E2E_CONTROL_URL=(?<e2e_control_url>\S+) E2E_DENIED_FILE=(?<e2e_denied_file>\S+) E2E_MAIL_FILE=(?<e2e_mail_file>\S+)/
/** Timeout for building and starting the storefront on a loaded machine. */
const STAGE_SERVES_MS = 300_000
const STAGE_STOPS_MS = 60_000

const { E2E_WEB_URL } = process.env

export default defineConfig({
  // Four gain nothing on two cores, which Chromium's software rendering keeps busy.
  workers: 2,
  retries: 0,
  // Timeouts far above what a loaded machine needs.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  reporter: [['list'], ['html', { open: 'never' }]],
  // Tests that stop the server or sell out the sale run after all others.
  projects: [
    { name: 'desktop', testDir: 'tests', grepInvert: /@phone|@dpr2/ },
    { name: 'phone', testDir: 'tests', grep: /@phone/, use: { viewport: { width: 390, height: 844 } } },
    { name: 'dpr2', testDir: 'tests', grep: /@dpr2/, use: { deviceScaleFactor: 2 } },
    { name: 'faults', testDir: 'faults', dependencies: ['desktop', 'phone', 'dpr2'], workers: 1 },
    { name: 'end', testDir: 'end', dependencies: ['faults'], workers: 1 },
  ],
  use: {
    baseURL: E2E_WEB_URL,
    browserName: 'chromium',
    locale: 'en-GB',
    launchOptions: chromiumOptions(process.env),
    trace: 'retain-on-failure',
  },
  // With E2E_WEB_URL and E2E_API_URL the tests use a running storefront.
  ...(!E2E_WEB_URL && {
    webServer: {
      command: 'exec node ../tools/boot.mjs e2e-stage',
      wait: { stdout: STAGE_SERVES },
      timeout: STAGE_SERVES_MS,
      gracefulShutdown: { signal: 'SIGTERM', timeout: STAGE_STOPS_MS },
    },
  }),
})
