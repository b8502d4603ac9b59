import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel'
import type { Log } from '../runtime/log.ts'
import type { Measures } from '../runtime/measures.ts'
import { type PaymentProvider, ProviderFailure, Unpayable } from './provider.ts'

/** Failures in a row after which the circuit opens. */
const FAILURES_MAX = 5
/** An open circuit lets one call through after this time. */
export const PROBE_MS = 10_000

/** Whether the provider is called. `open`: calls fail at once. `half_open`: one call is being tried, others wait for its result. */
export type CircuitWord = 'closed' | 'open' | 'half_open'

export interface GuardedProvider extends PaymentProvider {
  health(): { circuit: CircuitWord }
}

interface Watch {
  log: Log
  measures: Pick<Measures, 'providerCalled'>
}

/**
 * A provider behind a circuit breaker, and measured. After failures in a row its calls fail at once, so that an outage does not keep
 * connections and claims busy; each payment waits for its own next try. A refusal is no failure of the provider.
 */
export function guardProvider(provider: PaymentProvider, { log, measures }: Watch): GuardedProvider {
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: PROBE_MS,
    breaker: new ConsecutiveBreaker(FAILURES_MAX),
  })
  let isAway = false
  breaker.onBreak((reason) => {
    if (isAway) return
    isAway = true
    const error = causeOf(reason)
    log.warn(
      { event: 'provider.away', provider: provider.name, error },
      'payment provider unavailable: calls fail at once',
    )
  })
  breaker.onReset(() => {
    isAway = false
    log.info({ event: 'provider.back', provider: provider.name }, 'payment provider available')
  })

  const guarded =
    <Args extends unknown[], Result>(name: string, call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const began = performance.now()
      const measured = (outcome: string) => measures.providerCalled(name, outcome, performance.now() - began)
      try {
        const answer = await breaker.execute(() =>
          call(...args).then(
            (value) => ({ value }),
            (error: unknown) => {
              if (isFailure(error)) throw error
              return { refused: error }
            },
          ),
        )
        if ('refused' in answer) throw answer.refused
        measured('ok')
        return answer.value
      } catch (error) {
        measured(outcomeOf(error))
        if (!(error instanceof BrokenCircuitError)) throw error
        throw new Error(`payment provider not called: ${causeOf(breaker.lastFailure)}`)
      }
    }

  return {
    name: provider.name,
    isPlayMoney: provider.isPlayMoney,
    create: guarded('create', provider.create),
    read: guarded('read', provider.read),
    expire: guarded('expire', provider.expire),
    capture: guarded('capture', provider.capture),
    release: guarded('release', provider.release),
    refund: guarded('refund', provider.refund),
    event: provider.event,
    health: () => ({ circuit: WORDS[breaker.state] }),
  }
}

const WORDS: Record<CircuitState, CircuitWord> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Isolated]: 'open',
}

const causeOf = (reason: object | undefined): string =>
  reason && 'error' in reason ? String(reason.error) : 'no reason'

/** Whether the provider itself has failed, not only this payment. */
const isFailure = (error: unknown): boolean =>
  !(error instanceof Unpayable || (error instanceof ProviderFailure && ['not_found', 'refused'].includes(error.kind)))

function outcomeOf(error: unknown): string {
  if (error instanceof BrokenCircuitError) return 'skipped'
  if (error instanceof Unpayable) return 'unpayable'
  return error instanceof ProviderFailure ? error.kind : 'failed'
}
