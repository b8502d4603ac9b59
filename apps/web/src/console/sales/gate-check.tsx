import { useMutation, useQuery } from '@tanstack/react-query'
import { countWords } from '../../words/count'
import { Confirm } from '../parts/confirm'
import forms from '../parts/form.module.css'
import { Mark } from '../parts/mark'
import { Refused } from '../parts/refused'
import { useChange } from '../parts/use-change'
import { type Outputs, useTRPC } from '../shell/api'
import styles from './sales.module.css'

/** Compares the gate with the ledger, and rebuilds it. */
export function GateCheck({ id }: { id: number }) {
  const trpc = useTRPC()
  const compared = useQuery(trpc.gate.compare.queryOptions({ id }))
  const change = useChange(trpc.sales.pathFilter(), trpc.gate.pathFilter())
  const rebuild = useMutation(trpc.gate.rebuild.mutationOptions(change))
  return (
    <div className={forms.form}>
      {compared.data ? <Found found={compared.data} /> : !compared.error && <p role="status">Comparing…</p>}
      <div className={forms.buttons}>
        <button type="button" className="plain" disabled={compared.isFetching} onClick={() => compared.refetch()}>
          {compared.isFetching ? 'Comparing…' : 'Compare again'}
        </button>
        <Confirm
          name="Rebuild"
          does="Rebuild gate"
          keeps="Cancel"
          disabled={rebuild.isPending}
          done={() => rebuild.mutate({ id })}
        >
          <p>
            This rebuilds the gate of this sale from the ledger, under a new epoch. Selling continues; purchases in
            progress are retried.
          </p>
        </Confirm>
      </div>
      <Refused error={compared.error ?? rebuild.error} />
    </div>
  )
}

function Found({ found }: { found: Outputs['gate']['compare'] }) {
  const { gate, epoch, takes, differences, differences_count } = found
  if (gate === 'away')
    return (
      <p>
        <Mark standing="warn">Redis is unreachable</Mark>. Selling continues through the ledger.
      </p>
    )
  if (gate === 'empty')
    return (
      <p>
        <Mark standing="waiting">Not built yet</Mark>. The next request builds it.
      </p>
    )
  return (
    <>
      <p>
        <Mark standing={differences_count === 0 ? 'good' : 'bad'}>
          {differences_count === 0 ? 'Matches the ledger' : `Differs in ${countWords(differences_count)} places`}
        </Mark>
        , epoch {epoch}, {countWords(takes)} takes in progress.
      </p>
      {differences.length > 0 && <pre className={styles.differences}>{differences.join('\n')}</pre>}
    </>
  )
}
