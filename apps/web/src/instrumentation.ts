/** Invalid variables stop the server at startup, not at the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { checkConfig } = await import('./check-config')
  checkConfig()
}
