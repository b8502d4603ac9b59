import { defineConfig } from '@playwright/test'
import base from './playwright.config.ts'

/** What is no test but is made in the same way: pictures of every screen, and figures. */
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
