/** Focuses a field and selects what is in it, to be typed over: not every browser does the first with the second. */
export function selectIn(field: HTMLInputElement | null): void {
  field?.focus()
  field?.select()
}
