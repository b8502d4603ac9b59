import { OPERATOR, unqualified } from './partner-names.ts'

interface PublicEvent {
  type: string
  subject: string
  data: unknown
}

const member = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined

/**
 * The event as a principal may see it, or null if it may not. The operator sees every event unchanged. A partner sees events of sales, of
 * its own webhooks, and of its own buyers, with the user ids that it knows.
 */
export function eventFor<Event extends PublicEvent>(principal: string, event: Event): Event | null {
  if (principal === OPERATOR || event.type.startsWith('sale.') || event.type === 'webhook.test') return event
  if (event.type === 'webhook.disabled') return member(event.data, 'principal') === principal ? event : null
  const userId = member(event.data, 'user_id')
  const own = typeof userId === 'string' ? unqualified(principal, userId) : null
  return own === null ? null : { ...event, data: { ...(event.data as object), user_id: own } }
}
