/** The sales whose first visit by this browser was counted, newest first. */
const PLACE = 'hourglass visits'
const SALES_MAX = 50

/** Where storage is blocked, a page counts once. */
let inMemory: number[] = []

function load(): number[] {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? '[]')
  } catch {
    return inMemory
  }
}

/** Notes a visit to a sale. @returns whether it is the first of this browser */
export function isFirstVisit(saleId: number): boolean {
  const visited = load()
  if (visited.includes(saleId)) return false
  inMemory = [saleId, ...visited].slice(0, SALES_MAX)
  try {
    localStorage.setItem(PLACE, JSON.stringify(inMemory))
  } catch {
    // See above.
  }
  return true
}
