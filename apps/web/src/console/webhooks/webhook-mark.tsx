import { Mark } from '../parts/mark'
import type { Outputs } from '../shell/api'

type Webhook = Outputs['webhooks']['list']['webhooks'][number]

export function WebhookMark({ webhook: { status, disabled_reason, failing_since } }: { webhook: Webhook }) {
  if (status === 'disabled') return <Mark standing="bad">{`disabled: ${disabled_reason}`}</Mark>
  return failing_since ? <Mark standing="warn">failing</Mark> : <Mark standing="good">enabled</Mark>
}
