import { GateUnavailable } from '../src/gate/index.ts'
import type { Context } from '../src/operations/index.ts'
import type { GuardedProvider } from '../src/operations/payment/guard-provider.ts'

/** A simulated crash: nothing after it runs, and no caller gets a response. */
export class Crash extends Error {}

/** Fault injection: wraps a call of a store and returns the call that is made instead. */
// biome-ignore lint/suspicious/noExplicitAny: a fault fits a call of any signature
export type Fault = (call: (...args: any[]) => Promise<any>) => (...args: any[]) => unknown

type Faults<Store> = { [Call in keyof Store]?: Fault }

/** The server crashes before the call is sent. */
export const crashBefore: Fault = () => () => Promise.reject(new Crash('before the call'))

/** The server crashes after the store has executed the call. */
export const crashAfter: Fault =
  (call) =>
  async (...args) => {
    await call(...args)
    throw new Crash('after the call')
  }

/** The call is not sent and never returns. */
export const silent: Fault = () => () => new Promise(() => {})

/** The store refuses the connection. */
export const unreachable: Fault = () => () => Promise.reject(new GateUnavailable('unreachable'))

/** Every call fails with this error. */
export const fails =
  (error: Error): Fault =>
  () =>
  () =>
    Promise.reject(error)

/** Runs `work` before each call; `nth` counts the calls from 1. */
export const precededBy =
  (work: (nth: number) => unknown): Fault =>
  (call) => {
    let nth = 0
    return async (...args) => {
      nth += 1
      await work(nth)
      return call(...args)
    }
  }

/** One fault per call, in this order. Later calls are unchanged. */
export const inTurn =
  (...faults: Fault[]): Fault =>
  (call) => {
    const calls = faults.map((fault) => fault(call))
    return (...args) => (calls.shift() ?? call)(...args)
  }

/** No fault. */
export const none: Fault = (call) => call

interface FaultsOf {
  gate?: Faults<Context['gate']>
  ledger?: Faults<Context['ledger']>
  payments?: Faults<GuardedProvider>
}

/** The same server, with faults in its calls to the gate, the ledger and the payment provider. */
export const withFaults = (ctx: Context, { gate = {}, ledger = {}, payments = {} }: FaultsOf): Context => ({
  ...ctx,
  gate: broken(ctx.gate, gate),
  ledger: broken(ctx.ledger, ledger),
  payments: ctx.payments && broken(ctx.payments, payments),
})

/** The same server without its gate: the ledger decides alone. */
export const withoutGate = (ctx: Context): Context => ({
  ...ctx,
  gate: Object.create(ctx.gate, { up: { get: () => false } }),
})

function broken<Store extends object>(store: Store, faults: Faults<Store>): Store {
  const properties = Object.entries(faults as Record<string, Fault>).map(([name, fault]) => {
    const call = (store as Record<string, Parameters<Fault>[0]>)[name]
    if (!call) throw new Error(`the store has no call ${name}`)
    return [name, { value: fault(call.bind(store)) }]
  })
  return Object.create(store, Object.fromEntries(properties))
}

/** The same server, which crashes before the nth statement of its transactions; they are rolled back. */
export const crashingBeforeStatement = (ctx: Context, nth: number): Context => {
  let seen = 0
  const guarded = <Tx extends object>(tx: Tx): Tx =>
    new Proxy(tx, {
      get(target, name) {
        const member = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) => {
          if (++seen === nth) throw new Crash(`before statement ${nth}`)
          return member.apply(target, args)
        }
      },
    })
  const transaction: Context['db']['transaction'] = (work, config) =>
    ctx.db.transaction((tx) => work(guarded(tx)), config)
  return { ...ctx, db: Object.create(ctx.db, { transaction: { value: transaction } }) }
}
