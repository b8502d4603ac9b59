import { readFileSync } from 'node:fs'
import type { z } from 'zod'

/**
 * The environment with `NAME` set to the content of the file that `NAME_FILE` names, as container secrets are mounted, and without
 * empty variables. One line break at the end of a file is ignored.
 *
 * @param names the variables that may be given as a file
 * @throws Error that names the variable, if a file cannot be read or both are set
 */
export function withSecretFiles(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  const given = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const found = Object.fromEntries(given)
  for (const name of names) {
    const file = found[`${name}_FILE`]
    if (file === undefined) continue
    if (found[name] !== undefined) throw new Error(`${name} and ${name}_FILE are both set`)
    try {
      found[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
    } catch (error) {
      throw new Error(`${name}_FILE cannot be read: ${error instanceof Error ? error.message : error}`)
    }
  }
  return found
}

/**
 * Reads and validates the variables of a program. Each may be given as `NAME` or as `NAME_FILE`.
 *
 * @throws Error that names each invalid variable
 */
export function readEnvironment<T extends z.ZodObject>(variables: T, env: NodeJS.ProcessEnv): z.output<T> {
  const result = variables.safeParse(withSecretFiles(env, Object.keys(variables.shape)))
  if (result.success) return result.data
  throw new Error(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('\n'))
}
