/** A wrong variable is told when the server starts, not when the first shopper comes. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { checkConfig } = await import('./check-config')
  checkConfig()
}
