import { type RefObject, useEffect, useRef } from 'react'

/** For a form: a refusal moves the focus to the first field that it names. Without one, the focus stays. */
export function useFirstFault(refusal: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [refusal])
  return form
}
