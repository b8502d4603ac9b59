/** Whether one promise was kept, by each thing that it was looked for in. */
export interface Finding {
  promise: string
  checked: number
  broken: string[]
}

/** A promise about every one of some things: `wrong` says in words what is wrong with one, if anything is. */
export function every<Thing>(
  promise: string,
  things: readonly Thing[],
  wrong: (thing: Thing) => string | undefined | false,
): Finding {
  const broken = things.map(wrong).filter((found) => typeof found === 'string')
  return { promise, checked: things.length, broken }
}
