import { OPERATOR, unqualified } from './partner-names.ts'

interface Told {
  type: string
  subject: string
  data: unknown
}

const member = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined

/**
 * An event as one principal may hear it, or null when it is none of its business: the operator hears all as it is; a partner hears
 * of sales, of its own webhooks, and of its own buyers by its own names for them.
 */
export function eventFor<Event extends Told>(principal: string, event: Event): Event | null {
  if (principal === OPERATOR || event.type.startsWith('sale.') || event.type === 'webhook.test') return event
  if (event.type === 'webhook.disabled') return member(event.data, 'principal') === principal ? event : null
  const userId = member(event.data, 'user_id')
  const own = typeof userId === 'string' ? unqualified(principal, userId) : null
  return own === null ? null : { ...event, data: { ...(event.data as object), user_id: own } }
}
