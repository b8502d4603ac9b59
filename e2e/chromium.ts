import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']
const MACOS = ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
const ROOT_UID = 0

/** Prevents connections to other hosts. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
]

/** The installed Chromium: `CHROMIUM_PATH`, else one on PATH or among macOS applications, else Playwright's. */
export function chromiumOptions(env: NodeJS.ProcessEnv) {
  const executablePath = env.CHROMIUM_PATH || onPath(env.PATH)
  const args = process.getuid?.() === ROOT_UID ? [...QUIET, '--no-sandbox'] : QUIET
  return executablePath ? { executablePath, args } : { args }
}

function onPath(path = ''): string | undefined {
  const files = path.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [...files, ...MACOS].find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
