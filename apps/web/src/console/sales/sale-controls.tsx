import { useMutation } from '@tanstack/react-query'
import { Confirm } from '../parts/confirm'
import forms from '../parts/form.module.css'
import { Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { useChange } from '../parts/use-change'
import { type Outputs, useTRPC } from '../shell/api'
import styles from './sales.module.css'

export function SaleControls({ sale }: { sale: Outputs['sales']['get'] }) {
  const trpc = useTRPC()
  const { id, status } = sale
  const change = useChange(trpc.sales.pathFilter(), trpc.gate.pathFilter())
  const pause = useMutation(trpc.sales.pause.mutationOptions(change))
  const resume = useMutation(trpc.sales.resume.mutationOptions(change))
  const isPending = pause.isPending || resume.isPending
  if (status === 'closed') return <p>This sale is closed. Active holds can still be confirmed until they expire.</p>
  return (
    <div className={forms.form}>
      <div className={forms.buttons}>
        {status === 'paused' ? (
          <button type="button" disabled={isPending} onClick={() => resume.mutate({ id })}>
            Resume
          </button>
        ) : (
          status !== 'sold_out' && (
            <button type="button" disabled={isPending} onClick={() => pause.mutate({ id })}>
              Pause
            </button>
          )
        )}
      </div>
      <Refused error={pause.error ?? resume.error} />
    </div>
  )
}

/** Closes a sale, which cannot be taken back. */
export function CloseSale({ sale: { id, name } }: { sale: Outputs['sales']['get'] }) {
  const trpc = useTRPC()
  const change = useChange(trpc.sales.pathFilter(), trpc.gate.pathFilter())
  const close = useMutation(trpc.sales.close.mutationOptions(change))
  return (
    <Section title="Close the sale" note="cannot be taken back">
      <div className={styles.final}>
        <Confirm
          name="Close"
          does="Close sale"
          keeps="Cancel"
          disabled={close.isPending}
          done={() => close.mutate({ id })}
        >
          <p>
            Close <strong>{name}</strong>? Nothing more is sold and it can’t be reopened. Active holds can still be
            confirmed until they expire.
          </p>
        </Confirm>
        <Refused error={close.error} />
      </div>
    </Section>
  )
}
