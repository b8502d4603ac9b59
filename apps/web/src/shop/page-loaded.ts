/** Resolves after the load event, so that later work does not delay the page. */
export const pageLoaded = (): Promise<unknown> =>
  new Promise((resolve) =>
    document.readyState === 'complete' ? resolve(null) : addEventListener('load', resolve, { once: true }),
  )
