/** Stops and restarts the stores and the server behind the storefront. Available only if Playwright started them. */
export const canBreak = (env: NodeJS.ProcessEnv = process.env): boolean => Boolean(env.E2E_CONTROL_URL)

export async function control(command: `${'redis' | 'server'}/${'kill' | 'stop' | 'start'}`): Promise<void> {
  const response = await fetch(`${process.env.E2E_CONTROL_URL}/${command}`, { method: 'POST' })
  if (!response.ok) throw new Error(`${command} gave ${response.status}`)
}
