import { defineConfig } from '@playwright/test'
import { addresses } from './addresses.ts'
import { chromiumOptions } from './chromium.ts'

export default defineConfig({
  workers: 2,
  retries: 0,
  // Bounds for what never happens, far above what a loaded machine needs.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  reporter: 'list',
  // What breaks the server, and what sells the sale out, comes when nobody else needs them.
  projects: [
    { name: 'shop', testDir: 'tests' },
    { name: 'faults', testDir: 'faults', dependencies: ['shop'], workers: 1 },
    { name: 'end', testDir: 'end', dependencies: ['faults'], workers: 1 },
  ],
  use: {
    baseURL: addresses(process.env).webUrl,
    browserName: 'chromium',
    launchOptions: chromiumOptions(process.env),
    trace: 'retain-on-failure',
  },
})
