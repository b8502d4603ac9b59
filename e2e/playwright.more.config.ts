import { defineConfig } from '@playwright/test'
import base from './playwright.config.ts'

/** Screenshots and measurements, which use Playwright but are not tests. */
export default defineConfig({
  ...base,
  workers: 1,
  projects: [
    { name: 'pictures', testDir: 'pictures', testMatch: 'pictures.spec.ts' },
    { name: 'console', testDir: 'pictures', testMatch: 'console.spec.ts' },
    { name: 'between', testDir: 'pictures', testMatch: 'between.spec.ts' },
    { name: 'figures', testDir: 'figures' },
  ],
})
