/** Single flight: concurrent callers in this process that request the same named work share one run. */
export interface SingleFlight {
  /** The current run, if there is one. */
  find<Result>(name: string): Promise<Result> | undefined
  run<Result>(name: string, work: () => Promise<Result>): Promise<Result>
}

export function createSingleFlight(): SingleFlight {
  const flights = new Map<string, Promise<unknown>>()
  const find = <Result>(name: string) => flights.get(name) as Promise<Result> | undefined
  return {
    find,
    run<Result>(name: string, work: () => Promise<Result>) {
      const flight = find<Result>(name) ?? work().finally(() => flights.delete(name))
      flights.set(name, flight)
      return flight
    },
  }
}
