import type { Metric, Registry } from 'prom-client'

/** Name and help text of a metric. */
export interface Named {
  name: string
  help: string
}

interface Sample {
  labels: Record<string, string | number>
  value: number
  metricName?: string
}

/**
 * A metric whose series are plain objects. Callers look a series up once and then update it without an allocation, whereas prom-client's
 * own metrics look up their labels on every update. prom-client still writes the exposition format.
 */
export abstract class Family<Series> {
  readonly name: string
  readonly help: string
  abstract readonly type: 'counter' | 'histogram'
  readonly aggregator = 'sum'
  readonly #series: { labels: Record<string, string>; series: Series }[] = []

  constructor(registry: Registry, { name, help }: Named) {
    this.name = name
    this.help = help
    registry.registerMetric(this as unknown as Metric)
  }

  /** Adds a series. Label values must come from a bounded set, and each combination may be added only once. */
  series(labels: Record<string, string> = {}): Series {
    const series = this.begin()
    this.#series.push({ labels, series })
    return series
  }

  /** Called by prom-client on a scrape. */
  get() {
    const values = this.#series.flatMap(({ labels, series }) => this.lines(labels, series))
    return Promise.resolve({ name: this.name, help: this.help, type: this.type, aggregator: 'sum', values })
  }

  protected abstract begin(): Series
  protected abstract lines(labels: Record<string, string>, series: Series): Sample[]
}

/** A monotonic counter. */
export class Counter {
  value = 0
}

export class Counters extends Family<Counter> {
  readonly type = 'counter'
  protected begin() {
    return new Counter()
  }
  protected lines(labels: Record<string, string>, { value }: Counter) {
    return [{ labels, value }]
  }
}

/** A histogram with fixed buckets. */
export class Histogram {
  readonly counts: Float64Array
  sum = 0
  readonly #bounds: readonly number[]

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.counts = new Float64Array(bounds.length + 1)
  }

  record(size: number): void {
    const bounds = this.#bounds
    let at = 0
    while (at < bounds.length && size > (bounds[at] ?? 0)) at++
    this.counts[at] = (this.counts[at] ?? 0) + 1
    this.sum += size
  }
}

export class Histograms extends Family<Histogram> {
  readonly type = 'histogram'
  readonly #bounds: readonly number[]

  constructor(registry: Registry, named: Named, bounds: readonly number[]) {
    super(registry, named)
    this.#bounds = bounds
  }
  protected begin() {
    return new Histogram(this.#bounds)
  }
  protected lines(labels: Record<string, string>, { counts, sum }: Histogram) {
    let seen = 0
    const buckets = [...this.#bounds, '+Inf'].map((le, i) => {
      seen += counts[i] ?? 0
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: seen }
    })
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: seen },
    ]
  }
}

/** Memoizes a factory by name. */
export function byName<Made>(make: (name: string) => Made): (name: string) => Made {
  const made = new Map<string, Made>()
  return (name) => {
    const known = made.get(name)
    if (known !== undefined) return known
    const fresh = make(name)
    made.set(name, fresh)
    return fresh
  }
}

/** Memoizes a factory by two names. */
export function byNames<Made>(make: (first: string, second: string) => Made): (first: string, second: string) => Made {
  const firsts = byName((first) => byName((second) => make(first, second)))
  return (first, second) => firsts(first)(second)
}
