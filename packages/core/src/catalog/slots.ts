/** A table of weights laid out as slots: a value of weight w has w consecutive slots. */
export interface Slots<V extends string> {
  readonly values: readonly V[]
  readonly total: number
  readonly weightOf: (value: V) => number
  readonly at: (slot: number) => Slot<V>
}

export interface Slot<V extends string> {
  readonly value: V
  /** Position of the value in its table. */
  readonly order: number
  /** Which of the value's own slots this is: 0 ≤ within < weight. */
  readonly within: number
  readonly weight: number
}

/** Values of weight 0 have no slot. Reading a slot outside 0..total-1 throws RangeError. */
export function slotsOf<V extends string>(weights: ReadonlyMap<V, number>): Slots<V> {
  const table: Slot<V>[] = []
  let order = 0
  for (const [value, weight] of weights) {
    for (let within = 0; within < weight; within++) table.push({ value, order, within, weight })
    order++
  }
  return {
    values: [...weights.keys()],
    total: table.length,
    weightOf: (value) => weights.get(value) ?? 0,
    at: (slot) => {
      const found = table[slot]
      if (found === undefined) throw new RangeError(`slot must be from 0 to ${table.length - 1}, got ${slot}`)
      return found
    },
  }
}

/** The same from an object literal, with keys in order. */
export function slotsOfTable<V extends string>(table: Readonly<Record<V, number>>): Slots<V> {
  return slotsOf(new Map(Object.entries(table) as [V, number][]))
}
