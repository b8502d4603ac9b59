import type { Operation, Parameter } from '../openapi/operation.ts'
import type { Route } from '../routes/route.ts'

/** A value that an earlier request of the example returned, such as an id. */
export class Ref {
  readonly variable: Variable
  constructor(variable: Variable) {
    this.variable = variable
  }
}

/** One request of an example. */
export interface Call {
  method: string
  /** With its query. `{sale_id}` stands for the value of that variable. */
  path: string
  /** JSON, in which a {@link Ref} stands for a value. */
  body?: unknown
  /** Sends {@link PICTURE}. */
  file?: boolean
  /** Sends the API key. */
  key: boolean
  answers: 'text' | 'bytes' | 'stream'
}

/** A request that gets the value of a variable: the first member of that name in its answer. */
export interface Step {
  variable: Variable
  call: Call
  member: string
}

/** A route's example: the requests for the ids that it needs, then its own. */
export interface Example {
  steps: Step[]
  call: Call
}

/** A black square of 64 × 64 px as PNG, in base64. */
export const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAEklEQVR42mP4AAUMo4xRBukMACHk4BB9bzJSAAAAAElFTkSuQmCC'

const VARIABLES = [
  'sale_id',
  'own_sale_id',
  'own_item_id',
  'queue_sale_id',
  'ticket',
  'item_id',
  'code',
  'reservation_id',
  'order_id',
  'free_item_id',
  'free_code',
  'sold_order_id',
  'paid_item_id',
  'paid_order_id',
  'picture_id',
  'webhook_id',
  'delivery_id',
  'key_id',
] as const
export type Variable = (typeof VARIABLES)[number]

const get = (path: string): Call => ({ method: 'GET', path, key: true, answers: 'text' })
const post = (path: string, body?: unknown): Call => ({ ...get(path), method: 'POST', body })

const SALE = { name: 'Coats', items: [{ stock: 10, price: 7_500 }] }

const STEPS: Record<Variable, Call> = {
  // Without a waiting room: an example has no pass.
  sale_id: get('/v1/sales/active?door=open'),
  own_sale_id: post('/v1/admin/sales', SALE),
  own_item_id: post('/v1/admin/sales', SALE),
  queue_sale_id: post('/v1/admin/sales', { ...SALE, door: 'queue' }),
  ticket: post('/v1/sales/{queue_sale_id}/queue', { user_id: 'ann' }),
  item_id: get('/v1/sales/{sale_id}/items?state=available&limit=1'),
  code: post('/checkout?user_id=ann&id={item_id}'),
  reservation_id: post('/v1/reservations?user_id=ann&item_id={item_id}'),
  order_id: post('/v1/orders', { user_id: 'ann', items: [{ id: new Ref('item_id') }] }),
  free_item_id: post('/v1/admin/sales', { ...SALE, payment: 'none' }),
  free_code: post('/checkout?user_id=ann&id={free_item_id}'),
  sold_order_id: post('/purchase?code={free_code}'),
  paid_item_id: post('/v1/admin/sales', { ...SALE, payment: 'required' }),
  paid_order_id: post('/v1/orders', { user_id: 'ann', items: [{ id: new Ref('paid_item_id') }] }),
  picture_id: { ...post('/v1/admin/pictures'), file: true },
  webhook_id: get('/v1/webhooks'),
  delivery_id: get('/v1/webhooks/{webhook_id}/deliveries'),
  key_id: post('/v1/admin/keys', { partner: 'acme', scopes: ['read'] }),
}

/** The member of the answer that is the value of a variable, where it is not its `id`. */
const MEMBERS: Partial<Record<Variable, string>> = {
  own_item_id: 'first_item_id',
  free_item_id: 'first_item_id',
  free_code: 'code',
  paid_item_id: 'first_item_id',
  ticket: 'ticket',
  code: 'code',
}

/** The variable for the `{id}` of a path, by the beginning of the path. */
const FAMILIES: [prefix: string, variable: Variable][] = [
  ['/v1/admin/sales/', 'own_sale_id'],
  ['/v1/admin/items/', 'own_item_id'],
  ['/v1/admin/keys/', 'key_id'],
  ['/v1/admin/orders/', 'sold_order_id'],
  ['/v1/sales/', 'sale_id'],
  ['/v1/items/', 'item_id'],
  ['/v1/pictures/', 'picture_id'],
  ['/v1/reservations/', 'reservation_id'],
  // Only an order that awaits its payment can be canceled in every shop.
  ['/v1/orders/{id}/cancel', 'paid_order_id'],
  ['/v1/orders/', 'order_id'],
  ['/v1/test-payments/', 'paid_order_id'],
  ['/v1/webhooks/', 'webhook_id'],
]

/** The variable for a path parameter. */
export function variableOf(path: string, name: string): Variable | undefined {
  if (name === 'rendition') return undefined
  if (name === 'item_id' || name === 'ticket') return name
  if (path.includes('/queue')) return 'queue_sale_id'
  if (name === 'delivery_id') return name
  return FAMILIES.find(([prefix]) => path.startsWith(prefix))?.[1]
}

/** The example of a route, from its OpenAPI operation. */
export function exampleOf(route: Route, operation: Operation): Example {
  const call = callOf(route, operation)
  const steps = new Map<Variable, Step>()
  const need = (variable: Variable) => {
    const step = STEPS[variable]
    for (const other of variablesOf(step)) need(other)
    steps.set(variable, { variable, call: step, member: MEMBERS[variable] ?? 'id' })
  }
  // The first join after the start makes the draw.
  if (route.path.endsWith('/queue/log')) need('ticket')
  for (const variable of variablesOf(call)) need(variable)
  return { steps: [...steps.values()], call }
}

function callOf(route: Route, operation: Operation): Call {
  const parameters = (operation.parameters ?? []).filter((one): one is Parameter => 'name' in one)
  let path = route.path
  for (const { name, example } of parameters.filter((one) => one.in === 'path')) {
    const variable = variableOf(route.path, name)
    path = path.replace(`{${name}}`, variable ? `{${variable}}` : encodeURIComponent(String(example ?? '')))
  }
  const body = operation.requestBody?.content['application/json']?.example
  const query = parameters
    // A member of the body may not be in the query, too.
    .filter((one) => one.in === 'query' && one.example !== undefined && !(one.name in Object(body)))
    .map(({ name, example }) => `${name}=${encodeURIComponent(String(example ?? ''))}`)
  const type = Object.values(route.success)[0]?.type
  return {
    method: route.method.toUpperCase(),
    path: query.length > 0 ? `${path}?${query.join('&')}` : path,
    body: withRefs(body),
    file: route.file !== undefined,
    key: route.scopes.length > 0,
    answers: type === 'text/event-stream' ? 'stream' : type?.startsWith('image/') ? 'bytes' : 'text',
  }
}

/** The example body, with references in place of the ids in it. */
function withRefs(value: unknown, name = ''): unknown {
  if (name === 'code') return new Ref('code')
  if (name === 'id' || name === 'item_id') return Array.isArray(value) ? [new Ref('item_id')] : new Ref('item_id')
  if (Array.isArray(value)) return value.map((one) => withRefs(one))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withRefs(member, key)]))
}

/** The variables that a request needs. */
function variablesOf({ path, body }: Call): Set<Variable> {
  const found = new Set(VARIABLES.filter((variable) => path.includes(`{${variable}}`)))
  const look = (value: unknown): void => {
    if (value instanceof Ref) found.add(value.variable)
    else if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) look(member)
  }
  look(body)
  return found
}
