import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { countWords } from '../../words/count'
import { Field } from '../parts/field'
import styles from '../parts/form.module.css'
import { Refused } from '../parts/refused'
import { useChange } from '../parts/use-change'
import { type Outputs, useTRPC } from '../shell/api'
import { faultsOf } from '../shell/refusal'

/** Send a test event, enable, replay. */
export function WebhookActions({
  webhook: { id, status },
}: {
  webhook: Outputs['webhooks']['list']['webhooks'][number]
}) {
  const trpc = useTRPC()
  const change = useChange(trpc.webhooks.pathFilter())
  const send = useMutation(trpc.webhooks.test.mutationOptions(change))
  const enable = useMutation(trpc.webhooks.enable.mutationOptions(change))
  const replay = useMutation(trpc.webhooks.replaySince.mutationOptions(change))
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const since = new Date(String(new FormData(event.currentTarget).get('since')))
    replay.mutate({ id, since: Number.isNaN(since.getTime()) ? '' : since.toISOString() })
  }
  return (
    <div className={styles.form}>
      <div className={styles.buttons}>
        <button type="button" disabled={send.isPending} onClick={() => send.mutate({ id })}>
          Send test event
        </button>
        {status === 'disabled' && (
          <button type="button" disabled={enable.isPending} onClick={() => enable.mutate({ id })}>
            Enable
          </button>
        )}
        {send.data && <span role="status">Sending event {send.data.event_id}.</span>}
      </div>
      <form className={styles.inline} onSubmit={submit} noValidate>
        <Field name="Replay all events since" note="up to 10,000 events" fault={faultsOf(replay.error).get('#/since')}>
          {(described) => <input {...described} name="since" type="datetime-local" step={1} />}
        </Field>
        <button type="submit" className="plain" disabled={replay.isPending}>
          Replay
        </button>
      </form>
      {replay.data && (
        <p role="status">
          {countWords(replay.data.replayed)} events will be sent again.
          {replay.data.more && ' There are more: replay again from a later time.'}
        </p>
      )}
      <Refused error={send.error ?? enable.error ?? replay.error} />
    </div>
  )
}
