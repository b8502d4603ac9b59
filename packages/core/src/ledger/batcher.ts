/** The batch could not decide this row: it goes first into the next one. */
export const DEFERRED = Symbol('deferred')

/** The queue is full: more rows wait than the batcher may keep. Nothing was done. */
export class Busy extends Error {
  override name = 'Busy'
}

/** Metrics hooks of a batcher. */
export interface BatchWatch {
  /** Context of the caller of `submit`, handed back to `committed`. */
  waiter?: (() => unknown) | undefined
  /** A commit has succeeded. `waitMs`: the longest that one of its rows waited in the queue. `ms`: its duration. */
  committed(batch: { rows: number; waitMs: number; ms: number; waiters: unknown[] }): void
  /** A commit has failed. */
  failed(error: unknown, rows: number): void
  /** A row was refused because the queue is full. */
  full(): void
}

export interface BatcherOptions<Row, Verdict> {
  /** Most rows in one commit. */
  rowsMax: number
  /** Most concurrent commits. */
  inFlightMax: number
  /** Most rows in the queue. */
  queueMax: number
  /** The weight of a row, and the maximum weight of a batch. A row above it is committed alone. */
  weigh?: { of: (row: Row) => number; max: number }
  /** Rows with an equal key never share a batch. */
  keyOf?: (row: Row) => string
  /** Commits the rows and returns a verdict for each, in order. If it throws, every row fails with the error. */
  commit: (rows: Row[]) => Promise<(Verdict | typeof DEFERRED)[]>
  /** Whether an error also fails the rows in the queue. */
  isOutage: (error: unknown) => boolean
  /** Whether one poison row may have caused the error. The batch is then split to isolate it. */
  isPoison: (error: unknown) => boolean
  watch?: BatchWatch
}

export interface Batcher<Row, Verdict> {
  /** @throws Busy, or what commit threw */
  submit(row: Row): Promise<Verdict>
  /** Rows in the queue or in flight. */
  readonly load: number
}

interface Waiting<Row, Verdict> {
  row: Row
  since: number
  waiter: unknown
  resolve(verdict: Verdict): void
  reject(error: unknown): void
}

/**
 * Group commit: rows that arrive during a commit wait and are committed together next. There is no timer: under light load a row is
 * committed at once, under heavy load batches grow.
 */
export function createBatcher<Row, Verdict>(options: BatcherOptions<Row, Verdict>): Batcher<Row, Verdict> {
  const { rowsMax, inFlightMax, queueMax, weigh, keyOf, commit, isOutage, isPoison, watch } = options
  let queue: Waiting<Row, Verdict>[] = []
  let inFlight = 0
  let rowsInFlight = 0
  let scheduled = false

  function schedule(): void {
    if (scheduled || inFlight >= inFlightMax || queue.length === 0) return
    scheduled = true
    setImmediate(start)
  }

  function start(): void {
    scheduled = false
    const batch = takeBatch()
    if (batch.length === 0) return
    inFlight++
    rowsInFlight += batch.length
    run(batch).finally(() => {
      inFlight--
      rowsInFlight -= batch.length
      schedule()
    })
    schedule()
  }

  function takeBatch(): Waiting<Row, Verdict>[] {
    if (!keyOf) return queue.splice(0, rowsMax)
    const keys = new Set<string>()
    let weight = 0
    const batch: Waiting<Row, Verdict>[] = []
    const rest: Waiting<Row, Verdict>[] = []
    for (const waiting of queue) {
      const key = keyOf(waiting.row)
      const more = weigh?.of(waiting.row) ?? 0
      const full = batch.length >= rowsMax || (batch.length > 0 && weigh !== undefined && weight + more > weigh.max)
      if (full || keys.has(key)) rest.push(waiting)
      else {
        weight += more
        keys.add(key)
        batch.push(waiting)
      }
    }
    queue = rest
    return batch
  }

  async function run(batch: Waiting<Row, Verdict>[]): Promise<void> {
    const began = performance.now()
    try {
      const verdicts = await commit(batch.map((waiting) => waiting.row))
      if (watch) report(watch, batch, began)
      const deferred = batch.filter((waiting, i) => {
        const verdict = verdicts[i]
        if (verdict === undefined) waiting.reject(new Error('a batch returned no verdict for a row'))
        else if (verdict === DEFERRED) return true
        else waiting.resolve(verdict)
        return false
      })
      if (deferred.length > 0) queue = deferred.concat(queue)
    } catch (error) {
      await fail(batch, error)
    }
  }

  async function fail(batch: Waiting<Row, Verdict>[], error: unknown): Promise<void> {
    watch?.failed(error, batch.length)
    if (batch.length > 1 && isPoison(error)) {
      const middle = batch.length >> 1
      await run(batch.slice(0, middle))
      await run(batch.slice(middle))
      return
    }
    for (const waiting of batch) waiting.reject(error)
    if (!isOutage(error)) return
    const failed = queue
    queue = []
    for (const waiting of failed) waiting.reject(error)
  }

  return {
    get load() {
      return queue.length + rowsInFlight
    },
    submit(row) {
      return new Promise((resolve, reject) => {
        if (queue.length >= queueMax) {
          watch?.full()
          return reject(new Busy('the queue is full'))
        }
        queue.push({ row, since: performance.now(), waiter: watch?.waiter?.(), resolve, reject })
        schedule()
      })
    },
  }
}

function report(watch: BatchWatch, batch: readonly { since: number; waiter: unknown }[], began: number): void {
  let waitMs = 0
  for (const { since } of batch) waitMs = Math.max(waitMs, began - since)
  const waiters = watch.waiter ? batch.map(({ waiter }) => waiter) : []
  watch.committed({ rows: batch.length, waitMs, ms: performance.now() - began, waiters })
}
