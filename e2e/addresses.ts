/** The URLs of the storefront and the API. @throws Error with a remedy if they are not set */
export function addresses(env: NodeJS.ProcessEnv): { webUrl: string; apiUrl: string } {
  const { E2E_WEB_URL: webUrl, E2E_API_URL: apiUrl } = env
  if (webUrl && apiUrl) return { webUrl, apiUrl }
  const missing = [!webUrl && 'E2E_WEB_URL', !apiUrl && 'E2E_API_URL'].filter(Boolean).join(' and ')
  throw new Error(
    `${missing} not set: these tests need a storefront and its API. ` +
      'Playwright starts both when neither is set; with your own, say where they are, by the same host name: ' +
      'E2E_WEB_URL=http://127.0.0.1:3000 E2E_API_URL=http://127.0.0.1:8080',
  )
}
