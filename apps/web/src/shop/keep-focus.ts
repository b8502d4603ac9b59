/** Elements whose heading can take the focus, innermost first. */
const PLACES = 'li, section, search, dialog[open], main'

/** An element and its ancestors, innermost first. */
function chainOf(element: Element): Element[] {
  const chain = [element]
  for (let at = element.parentElement; at; at = at.parentElement) chain.push(at)
  return chain
}

/**
 * When the focused element is removed, such as the Buy button of an item just bought, moves focus to the nearest
 * heading around it instead of the top of the page. @returns a function that stops it
 */
export function keepFocus(): () => void {
  let chain: Element[] = []
  /** The chain of the element that had focus before a dialog opened. */
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
    // A click on the background removes focus on purpose; the element still exists then.
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
