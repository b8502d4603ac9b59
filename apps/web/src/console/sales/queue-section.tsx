import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { countWords } from '../../words/count'
import { waitWords } from '../../words/queue'
import { Confirm } from '../parts/confirm'
import { Field } from '../parts/field'
import { Figures } from '../parts/figures'
import forms from '../parts/form.module.css'
import { Mark, type Standing } from '../parts/mark'
import { Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { useChange } from '../parts/use-change'
import { type Outputs, useTRPC } from '../shell/api'
import { faultsOf } from '../shell/refusal'

const POLL_MS = 1_000

type Queue = Outputs['sales']['queue']

const STATES: Record<Queue['state'], { words: string; standing: Standing }> = {
  gathering: { words: 'Before the draw', standing: 'waiting' },
  admitting: { words: 'Letting people in', standing: 'good' },
  paused: { words: 'Paused', standing: 'warn' },
  open: { words: 'Door open', standing: 'good' },
  over: { words: 'Over', standing: 'waiting' },
}

/** The waiting room of a sale, live, and how to steer it. */
export function QueueSection({ id }: { id: number }) {
  const trpc = useTRPC()
  const { data: queue, error } = useQuery(trpc.sales.queue.queryOptions({ id }, { refetchInterval: POLL_MS }))
  return (
    <Section title="Waiting room">
      <Refused error={error} />
      {queue ? <Live queue={queue} /> : !error && <p role="status">Loading…</p>}
    </Section>
  )
}

function Live({ queue }: { queue: Queue }) {
  const { words, standing } = STATES[queue.state]
  const inside = queue.admitted_up_to - queue.used - queue.expired
  return (
    <div className={forms.form}>
      <p>
        <Mark standing={standing}>{words}</Mark>
        {queue.drawn !== null && <>, {countWords(queue.drawn)} places were drawn</>}.
      </p>
      <Figures
        figures={[
          { name: 'Waiting', of: 'waiting', value: countWords(queue.waiting), note: `of ${countWords(queue.joined)}` },
          { name: 'Let in', of: 'admitted', value: countWords(queue.admitted_up_to), note: 'in all' },
          { name: 'Inside', of: 'inside', value: countWords(inside), note: 'with an unused pass' },
          { name: 'Used', of: 'used', value: countWords(queue.used), note: 'passes' },
          { name: 'Expired', of: 'expired', value: countWords(queue.expired), note: 'given to others' },
          {
            name: 'Wait',
            of: 'wait',
            value: waitWords(queue.estimated_wait_ms) ?? '–',
            note: `at ${countWords(queue.rate_per_minute)} a minute`,
          },
        ]}
      />
      {(queue.state === 'gathering' || queue.state === 'admitting' || queue.state === 'paused') && (
        <Controls queue={queue} />
      )}
    </div>
  )
}

function Controls({ queue }: { queue: Queue }) {
  const trpc = useTRPC()
  const { sale_id: id, state, waiting } = queue
  const change = useMutation(trpc.sales.changeQueue.mutationOptions(useChange(trpc.sales.pathFilter())))
  const [rate, setRate] = useState(String(queue.rate_per_minute))
  const faults = faultsOf(change.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ id, rate_per_minute: Number(rate) })
  }
  return (
    <>
      <form onSubmit={submit} noValidate className={forms.buttons}>
        <Field name="People per minute" fault={faults.get('#/rate_per_minute')}>
          {(described) => (
            <input {...described} value={rate} onChange={({ target }) => setRate(target.value)} inputMode="numeric" />
          )}
        </Field>
        <button type="submit" disabled={change.isPending}>
          Set rate
        </button>
      </form>
      <div className={forms.buttons}>
        {state === 'paused' ? (
          <button type="button" disabled={change.isPending} onClick={() => change.mutate({ id, paused: false })}>
            Resume letting in
          </button>
        ) : (
          <button type="button" disabled={change.isPending} onClick={() => change.mutate({ id, paused: true })}>
            Pause letting in
          </button>
        )}
        {state !== 'gathering' && (
          <Confirm
            name="Let all in"
            does={`Let ${countWords(waiting)} in`}
            keeps="Cancel"
            disabled={change.isPending}
            done={() => change.mutate({ id, admit_all: true })}
          >
            <p>Everybody who waits now can buy at once, {countWords(waiting)} people. Who joins later waits again.</p>
          </Confirm>
        )}
        <Confirm
          name="Open the door"
          does="Open the door"
          keeps="Cancel"
          disabled={change.isPending}
          done={() => change.mutate({ id, door: 'open' })}
        >
          <p>Nobody needs a pass any more, and the queue ends. It can’t be closed again.</p>
        </Confirm>
      </div>
      <Refused error={faults.size > 0 ? null : change.error} />
    </>
  )
}
