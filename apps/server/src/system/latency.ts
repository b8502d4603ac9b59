/** Buckets per doubling of latency: quantiles are accurate to 4.5 %. */
const BUCKETS_PER_OCTAVE = 8
/** Resolution. */
const FINEST_MS = 0.1
/** Enough to cover more than ten seconds. */
const BUCKETS = 140

export interface Quantiles {
  p50: number
  p95: number
  p99: number
}

/** A latency histogram with logarithmic buckets; recording a value allocates nothing. */
export class Latency {
  readonly #counts = new Uint32Array(BUCKETS)
  #count = 0

  record(ms: number): void {
    const at = Math.floor(BUCKETS_PER_OCTAVE * Math.log2(1 + Math.max(0, ms) / FINEST_MS))
    const bucket = at < BUCKETS ? at : BUCKETS - 1
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#count++
  }

  /** Quantiles in milliseconds since the last call; null if nothing was recorded. */
  drain(): Quantiles | null {
    if (this.#count === 0) return null
    const quantiles = { p50: this.#at(0.5), p95: this.#at(0.95), p99: this.#at(0.99) }
    this.#counts.fill(0)
    this.#count = 0
    return quantiles
  }

  #at(share: number): number {
    let left = Math.ceil(share * this.#count)
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#counts[bucket] ?? 0
      if (left <= 0) return FINEST_MS * (2 ** ((bucket + 0.5) / BUCKETS_PER_OCTAVE) - 1)
    }
    return FINEST_MS * 2 ** (BUCKETS / BUCKETS_PER_OCTAVE)
  }
}
