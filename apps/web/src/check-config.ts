import { readConfig } from './config'

/** Ends the process with the names of the variables that are wrong. */
export function checkConfig(): void {
  try {
    readConfig()
  } catch (error) {
    console.error(`The storefront cannot start.\n${error instanceof Error ? error.message : error}`)
    process.exit(2)
  }
}
