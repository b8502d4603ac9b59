/** Loaded before a server's program (`--import`): removes the guard named in `?mutant=` from the sources as they are loaded. */
import fs from 'node:fs'
import { registerHooks, syncBuiltinESMExports } from 'node:module'
import { fileURLToPath } from 'node:url'
import { mutants } from './mutants.ts'

const name = new URL(import.meta.url).searchParams.get('mutant')
const edits = mutants.find((mutant) => mutant.name === name)?.edits ?? []

/** @throws if the text that a mutant replaces is not in the source */
function edited(path: string, text: string): string {
  return edits
    .filter((edit) => path.endsWith(edit.file))
    .reduce((before, { file, find, replace }) => {
      if (!before.includes(find)) throw new Error(`mutant ${name}: text to replace not found in ${file}`)
      return before.replace(find, () => replace)
    }, text)
}

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (!url.startsWith('file:') || !edits.some((edit) => fileURLToPath(url).endsWith(edit.file))) return loaded
    return { ...loaded, source: edited(fileURLToPath(url), String(loaded.source)) }
  },
})

const { readFileSync } = fs
fs.readFileSync = ((file: fs.PathOrFileDescriptor, options?: fs.ObjectEncodingOptions) => {
  const found = readFileSync(file, options ?? {})
  return typeof found === 'string' && file instanceof URL ? edited(fileURLToPath(file), found) : found
}) as typeof fs.readFileSync
syncBuiltinESMExports()
