import { readConfig } from './config'

/** Exits with the names of the invalid variables. */
export function checkConfig(): void {
  try {
    readConfig()
  } catch (error) {
    console.error(`The storefront cannot start.\n${error instanceof Error ? error.message : error}`)
    process.exit(2)
  }
}
