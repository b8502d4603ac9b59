// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// The script of the API reference: search, language tabs, copy buttons, and requests from the page. It runs in the browser, inline.

/** @type {<T extends Element>(selector: string, within?: ParentNode) => T[]} */
const all = (selector, within = document) => [...within.querySelectorAll(selector)]

/** Characters of an answer that are shown. */
const SHOWN_CHARS = 100_000

search()
tabs()
for (const form of all('form.send')) sendable(/** @type {HTMLFormElement} */ (form))

/** Filters the list of routes by the words in the search field. */
function search() {
  const field = /** @type {HTMLInputElement} */ (document.getElementById('find'))
  const count = /** @type {HTMLElement} */ (document.getElementById('found'))
  const groups = all('nav section')
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\s+/)
    let found = 0
    for (const group of groups) {
      let inGroup = 0
      for (const entry of all('li', group)) {
        const text = `${entry.textContent} ${/** @type {HTMLElement} */ (entry).dataset.words}`.toLowerCase()
        const matches = words.every((word) => text.includes(word))
        entry.toggleAttribute('hidden', !matches)
        if (matches) inGroup++
      }
      group.toggleAttribute('hidden', inGroup === 0)
      found += inGroup
    }
    count.textContent = field.value.trim() === '' ? '' : found === 0 ? 'No matches' : `${found} found`
  })
  field.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') all('nav li:not([hidden]) a')[0]?.click()
  })
}

/** Turns each example into tabs, one for each language, with a button that copies what is shown. A choice applies to all. */
function tabs() {
  const examples = all('.examples')
  let made = 0
  /** @type {(chosen: string) => void} */
  const choose = (chosen) => {
    for (const tab of all('[role="tab"]')) {
      const selected = tab.textContent === chosen
      tab.setAttribute('aria-selected', String(selected))
      tab.setAttribute('tabindex', selected ? '0' : '-1')
      document.getElementById(tab.getAttribute('aria-controls') ?? '')?.toggleAttribute('hidden', !selected)
    }
  }
  for (const example of examples) {
    const bar = document.createElement('div')
    const list = document.createElement('div')
    bar.className = 'bar'
    list.setAttribute('role', 'tablist')
    list.setAttribute('aria-label', 'Language')
    for (const panel of all('figure', example)) {
      const caption = panel.querySelector('figcaption')
      const tab = document.createElement('button')
      tab.type = 'button'
      tab.textContent = caption?.textContent ?? ''
      tab.id = `tab-${++made}`
      panel.id = `panel-${made}`
      tab.setAttribute('role', 'tab')
      tab.setAttribute('aria-controls', panel.id)
      panel.setAttribute('role', 'tabpanel')
      panel.setAttribute('aria-labelledby', tab.id)
      caption?.remove()
      list.append(tab)
    }
    list.addEventListener('click', ({ target }) => {
      if (target instanceof HTMLButtonElement) keepInPlace(target, () => choose(target.textContent ?? ''))
    })
    list.addEventListener('keydown', (event) => {
      const own = all('button', list)
      const at = own.indexOf(/** @type {HTMLButtonElement} */ (event.target))
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: own.length - 1 }[event.key]
      const next = to === undefined ? undefined : own.at(to % own.length)
      if (!next) return
      event.preventDefault()
      keepInPlace(next, () => choose(next.textContent ?? ''))
      next.focus({ preventScroll: true })
    })
    bar.append(
      list,
      copyButton(() => example.querySelector('figure:not([hidden]) pre')),
    )
    example.prepend(bar)
  }
  choose('curl')
}

/**
 * Examples above the one that is used change their height, too: it stays where it is.
 * @param {Element} element
 * @param {() => void} change
 */
function keepInPlace(element, change) {
  const before = element.getBoundingClientRect().top
  change()
  scrollBy({ top: element.getBoundingClientRect().top - before, behavior: 'instant' })
}

/** @param {() => Element | null} shown */
function copyButton(shown) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  button.textContent = 'Copy'
  button.setAttribute('aria-live', 'polite')
  button.addEventListener('click', async () => {
    const example = shown()
    if (!example) return
    const copied = await copy(example)
    button.textContent = copied ? 'Copied' : 'Selected: press Ctrl-C'
    setTimeout(() => {
      button.textContent = 'Copy'
    }, 2_000)
  })
  return button
}

/**
 * Over plain HTTP, browsers have no clipboard outside loopback: the text is selected there.
 * @param {Element} element
 */
async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent ?? '')
    return true
  } catch {
    getSelection()?.selectAllChildren(element)
    return false
  }
}

/**
 * Sends the route's request with the values of the form, and shows the answer.
 * @param {HTMLFormElement} form
 */
function sendable(form) {
  const status = /** @type {HTMLElement} */ (form.querySelector('[role="status"]'))
  const answer = /** @type {HTMLElement} */ (form.querySelector('pre'))
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'))
  /** @type {AbortController | undefined} */
  let sending
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (sending) {
      sending.abort()
      return
    }
    sending = new AbortController()
    button.textContent = 'Stop'
    status.textContent = 'Sending…'
    answer.textContent = ''
    answer.hidden = true
    const start = performance.now()
    try {
      const response = await fetch(...requestOf(form, sending.signal))
      status.textContent = `${response.status} ${response.statusText}, ${Math.round(performance.now() - start)} ms`
      const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
      answer.hidden = false
      await show(response, (text) => {
        answer.textContent = `${headers}\n\n${text}`
      })
    } catch (error) {
      const stopped = sending.signal.aborted
      status.textContent = stopped
        ? 'Stopped'
        : error instanceof SyntaxError
          ? error.message
          : 'No answer from the server'
    } finally {
      sending = undefined
      button.textContent = 'Send'
    }
  })
}

/**
 * @param {HTMLFormElement} form
 * @param {AbortSignal} signal
 * @returns {[string, RequestInit]}
 */
function requestOf(form, signal) {
  const { method = 'GET', path = '/' } = form.dataset
  const query = new URLSearchParams()
  const headers = new Headers()
  let filled = path
  for (const field of all('input[data-in]', form)) {
    const { name, value, dataset } = /** @type {HTMLInputElement} */ (field)
    if (dataset.in === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(value))
    else if (dataset.in === 'header') value.trim() !== '' && headers.set(name, value.trim())
    else if (value !== '')
      for (const one of dataset.list === undefined ? [value] : value.split(',')) query.append(name, one.trim())
  }
  const key = /** @type {HTMLInputElement} */ (document.getElementById('key')).value.trim()
  if (key !== '') headers.set('authorization', `Bearer ${key}`)
  const file = /** @type {HTMLInputElement | null} */ (form.querySelector('[type="file"]'))?.files?.[0]
  const text = form.querySelector('textarea')?.value.trim() ?? ''
  const body = file ?? (text === '' ? undefined : text)
  if (body !== undefined) headers.set('content-type', file?.type ?? 'application/json')
  const asked = query.size > 0 ? `?${query}` : ''
  // Only the key counts: never a shopper's session.
  return [filled + asked, { method, headers, signal, credentials: 'omit', ...(body !== undefined && { body }) }]
}

/**
 * @param {Response} response
 * @param {(text: string) => void} write
 */
async function show(response, write) {
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('image/') && !type.includes('svg')) {
    write(`${(await response.blob()).size} bytes`)
    return
  }
  if (!type.includes('json')) {
    let text = ''
    for await (const part of /** @type {AsyncIterable<string>} */ (
      /** @type {unknown} */ (response.body?.pipeThrough(new TextDecoderStream()) ?? [])
    )) {
      text = (text + part).slice(-SHOWN_CHARS)
      write(text)
    }
    if (text === '') write('')
    return
  }
  const text = await response.text()
  write(JSON.stringify(JSON.parse(text), null, 2).slice(0, SHOWN_CHARS))
}
