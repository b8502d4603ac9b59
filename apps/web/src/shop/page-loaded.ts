/** When the page has loaded: what comes later than that delays nothing of it. */
export const pageLoaded = (): Promise<unknown> =>
  new Promise((resolve) =>
    document.readyState === 'complete' ? resolve(null) : addEventListener('load', resolve, { once: true }),
  )
