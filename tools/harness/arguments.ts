import { StackError } from '@hourglass/stack'
import { ToolError } from './tool-error.ts'

/** The whole number of an option, or its default. @throws ToolError */
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

/** Runs a command line tool: a ToolError is printed and ends with 2, a broken promise (false) with 1. */
export async function runTool(run: () => Promise<boolean>): Promise<void> {
  try {
    if (!(await run())) process.exitCode = 1
  } catch (error) {
    if (!(error instanceof ToolError || error instanceof StackError)) throw error
    console.error(error.message)
    process.exitCode = 2
  }
}
