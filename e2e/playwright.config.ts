import { defineConfig } from '@playwright/test'
import { addresses } from './addresses.ts'
import { chromiumOptions } from './chromium.ts'

export default defineConfig({
  testDir: 'tests',
  workers: 2,
  retries: 0,
  timeout: 20_000,
  expect: { timeout: 5_000 },
  reporter: 'list',
  use: {
    baseURL: addresses(process.env).webUrl,
    browserName: 'chromium',
    launchOptions: chromiumOptions(process.env),
    trace: 'retain-on-failure',
  },
})
