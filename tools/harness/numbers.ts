export const number = (count: number): string => count.toLocaleString('en')

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The quantile of sorted values by the nearest-rank method. */
export const quantile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN
