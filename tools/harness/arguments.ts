import { StackError } from '@hourglass/stack'
import { ToolError } from './tool-error.ts'

/** Parses an integer option, or returns its default. @throws ToolError */
export function wholeNumber(
  name: string,
  text: string | undefined,
  otherwise: number,
  min: number,
  max: number,
): number {
  if (text === undefined) return otherwise
  const found = Number(text)
  if (text !== '' && Number.isInteger(found) && found >= min && found <= max) return found
  throw new ToolError(`--${name} must be a whole number from ${min} to ${max}, not "${text}".`)
}

/** Runs a command line tool. A ToolError is printed and exits with code 2, a broken guarantee (false) with code 1. */
export async function runTool(run: () => Promise<boolean>): Promise<void> {
  try {
    if (!(await run())) process.exitCode = 1
  } catch (error) {
    if (!(error instanceof ToolError || error instanceof StackError)) throw error
    console.error(error.message)
    process.exitCode = 2
  }
}
