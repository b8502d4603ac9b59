import { isTestBuyer, isTestPrincipal, OPERATOR, unqualified } from './partner-names.ts'

interface PublicEvent {
  type: string
  subject: string
  data: unknown
}

const member = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined

const isText = (value: unknown): value is string => typeof value === 'string'

/** Whether an event belongs to a sandbox: to a test sale, or to a buyer or webhook of a test key. */
export function isTestEvent({ data }: Pick<PublicEvent, 'data'>): boolean {
  const [sandbox, owner, userId] = ['sandbox', 'principal', 'user_id'].map((name) => member(data, name))
  return isText(sandbox) || (isText(owner) && isTestPrincipal(owner)) || (isText(userId) && isTestBuyer(userId))
}

/**
 * The event as a principal may see it, or null if it may not. The operator sees every live event unchanged. A partner sees events of
 * sales, of its own webhooks, and of its own buyers, with the user ids that it knows. Sandboxes are separate: the principal of test keys
 * sees the sales of its own sandbox, and nobody else does.
 */
export function eventFor<Event extends PublicEvent>(principal: string, event: Event): Event | null {
  if (event.type === 'webhook.test') return event
  if (principal === OPERATOR) return isTestEvent(event) ? null : event
  if (event.type.startsWith('sale.')) {
    const sandbox = member(event.data, 'sandbox') ?? null
    return sandbox === (isTestPrincipal(principal) ? principal : null) ? event : null
  }
  if (event.type === 'webhook.disabled') return member(event.data, 'principal') === principal ? event : null
  const userId = member(event.data, 'user_id')
  const own = typeof userId === 'string' ? unqualified(principal, userId) : null
  return own === null ? null : { ...event, data: { ...(event.data as object), user_id: own } }
}
