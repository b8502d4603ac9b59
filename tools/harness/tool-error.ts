/** An error that the user of a tool can fix; the message says how. */
export class ToolError extends Error {
  override name = 'ToolError'
}
