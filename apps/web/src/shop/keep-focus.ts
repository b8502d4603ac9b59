/** Places that focus falls back to, from inside out. */
const PLACES = 'li, section, search, dialog[open], main'

/** An element and what it stands in, innermost first. */
function chainOf(element: Element): Element[] {
  const chain = [element]
  for (let at = element.parentElement; at; at = at.parentElement) chain.push(at)
  return chain
}

/**
 * Keeps the keyboard's place: when the element that has the focus leaves the page, such as a Buy button of what was just bought, the
 * focus goes to the heading of what it stood in, and not to the top of the page. @returns how to stop
 */
export function keepFocus(): () => void {
  let chain: Element[] = []
  /** Of what had the focus before a dialog opened. */
  let opener: Element[] = []
  let inDialog = false

  function focused({ target }: FocusEvent): void {
    if (!(target instanceof Element)) return
    const inside = target.closest('dialog') !== null
    if (inside !== inDialog) opener = inside ? chain : []
    inDialog = inside
    chain = chainOf(target)
  }
  function left({ target, relatedTarget }: FocusEvent): void {
    if (relatedTarget !== null || !document.hasFocus()) return
    // A press beside everything takes the focus away on purpose; the element is still there then.
    setTimeout(() => {
      const nowhere = document.activeElement === document.body
      if (nowhere && target === chain[0] && chain[0].isConnected && !chain[0].closest('dialog')) chain = []
    })
  }
  function changed(): void {
    const { activeElement } = document
    if ((activeElement && activeElement !== document.body) || !chain[0] || chain[0].isConnected) return
    const headings = [...chain, ...opener]
      .filter((element) => element.isConnected && element.matches(PLACES))
      .flatMap((place) => [...place.querySelectorAll<HTMLElement>('h1, h2, h3')])
    const heading = headings[0] ?? document.querySelector<HTMLElement>('main :is(h1, h2, h3)')
    const to = heading?.querySelector('a') ?? heading
    if (!to) return
    if (to === heading) to.tabIndex = -1
    to.focus({ preventScroll: true })
  }

  const changes = new MutationObserver(changed)
  changes.observe(document.body, { childList: true, subtree: true })
  addEventListener('focusin', focused)
  addEventListener('focusout', left)
  return () => {
    changes.disconnect()
    removeEventListener('focusin', focused)
    removeEventListener('focusout', left)
  }
}
