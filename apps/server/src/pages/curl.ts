import type { Operation, Parameter } from '../openapi/operation.ts'
import type { Route } from '../routes/route.ts'

/** Shell setup that every example needs, to be run once. */
export const SETUP = `export HOURGLASS_URL=https://hourglass.example   # the address of your Hourglass
export HOURGLASS_KEY=hg_live_…                   # your key
api() { curl -sS -H "authorization: Bearer $HOURGLASS_KEY" "$@"; }
first() { grep -o "\\"$1\\":\\"*[^\\",}]*" | head -n 1 | sed 's/.*[:"]//'; }   # extracts the first value of that name from a response`

const JSON_HEADER = "-H 'content-type: application/json'"

/** Shell variables for ids: the command that gets one, and the variables that the command needs. */
const VARIABLES = {
  SALE_ID: { command: 'api "$HOURGLASS_URL/v1/sales/active" | first id', needs: [] },
  OWN_SALE_ID: {
    command: `api ${JSON_HEADER} -d '{"name":"Coats","items":[{"stock":10,"price":7500}]}' "$HOURGLASS_URL/v1/admin/sales" | first id`,
    needs: [],
  },
  QUEUE_SALE_ID: {
    command: `api ${JSON_HEADER} -d '{"name":"Coats","door":"queue","items":[{"stock":10,"price":7500}]}' "$HOURGLASS_URL/v1/admin/sales" | first id`,
    needs: [],
  },
  TICKET: {
    command: `api ${JSON_HEADER} -d '{"user_id":"ann"}' "$HOURGLASS_URL/v1/sales/$QUEUE_SALE_ID/queue" | first ticket`,
    needs: ['QUEUE_SALE_ID'],
  },
  OWN_ITEM_ID: {
    command: `api ${JSON_HEADER} -d '{"name":"Coats","items":[{"stock":10,"price":7500}]}' "$HOURGLASS_URL/v1/admin/sales" | first first_item_id`,
    needs: [],
  },
  ITEM_ID: {
    command: 'api "$HOURGLASS_URL/v1/sales/$SALE_ID/items?state=available&limit=1" | first id',
    needs: ['SALE_ID'],
  },
  CODE: {
    command: 'api -X POST "$HOURGLASS_URL/checkout?user_id=ann&id=$ITEM_ID" | first code',
    needs: ['ITEM_ID'],
  },
  RESERVATION_ID: {
    command: 'api -X POST "$HOURGLASS_URL/v1/reservations?user_id=ann&item_id=$ITEM_ID" | first id',
    needs: ['ITEM_ID'],
  },
  ORDER_ID: {
    command: `api ${JSON_HEADER} -d '{"user_id":"ann","items":[{"id":'$ITEM_ID'}]}' "$HOURGLASS_URL/v1/orders" | first id`,
    needs: ['ITEM_ID'],
  },
  PICTURE_FILE: {
    command: `f=$(mktemp) && base64 -d <<< 'iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAEklEQVR42mP4AAUMo4xRBukMACHk4BB9bzJSAAAAAElFTkSuQmCC' > "$f" && echo "$f"`,
    needs: [],
  },
  PICTURE_ID: {
    command: `api -H 'content-type: image/png' --data-binary "@$PICTURE_FILE" "$HOURGLASS_URL/v1/admin/pictures" | first id`,
    needs: ['PICTURE_FILE'],
  },
  WEBHOOK_ID: { command: 'api "$HOURGLASS_URL/v1/webhooks" | first id', needs: [] },
  DELIVERY_ID: {
    command: 'api "$HOURGLASS_URL/v1/webhooks/$WEBHOOK_ID/deliveries" | first id',
    needs: ['WEBHOOK_ID'],
  },
  KEY_ID: {
    command: `api ${JSON_HEADER} -d '{"partner":"acme","scopes":["read"]}' "$HOURGLASS_URL/v1/admin/keys" | first id`,
    needs: [],
  },
} as const satisfies Record<string, { command: string; needs: readonly string[] }>
type Variable = keyof typeof VARIABLES

/** Maps the path of a route to the variable for its `{id}`. */
const FAMILIES: [prefix: string, variable: Variable][] = [
  ['/v1/admin/sales/', 'OWN_SALE_ID'],
  ['/v1/admin/items/', 'OWN_ITEM_ID'],
  ['/v1/admin/keys/', 'KEY_ID'],
  ['/v1/sales/', 'SALE_ID'],
  ['/v1/items/', 'ITEM_ID'],
  ['/v1/pictures/', 'PICTURE_ID'],
  ['/v1/reservations/', 'RESERVATION_ID'],
  ['/v1/orders/', 'ORDER_ID'],
  ['/v1/webhooks/', 'WEBHOOK_ID'],
]

/** The curl example of a route, to be run after {@link SETUP}: commands for the ids it needs, then the call. */
export function curlOf(route: Route, operation: Operation): string {
  const used = new Set<Variable>()
  const use = (variable: Variable): string => {
    for (const needed of VARIABLES[variable].needs) use(needed)
    used.add(variable)
    return variable
  }
  const call = callOf(route, operation, use)
  return [...[...used].map((variable) => `${variable}=$(${VARIABLES[variable].command})`), call].join('\n')
}

type Use = (variable: Variable) => string

function callOf(route: Route, operation: Operation, use: Use): string {
  const parameters = (operation.parameters ?? []).filter((one): one is Parameter => 'name' in one)
  let path = route.path
  for (const one of parameters.filter((one) => one.in === 'path')) {
    const variable = variableOf(route.path, one.name)
    path = path.replace(`{${one.name}}`, variable ? `$${use(variable)}` : encodeURIComponent(String(one.example ?? '')))
  }
  // The first join after the start makes the draw.
  if (route.path.endsWith('/queue/log')) use('TICKET')
  const query = parameters.filter((one) => one.in === 'query' && one.example !== undefined)
  const asked = query.map((one) => `${one.name}=${encodeURIComponent(String(one.example ?? ''))}`).join('&')
  const body = operation.requestBody?.content['application/json']?.example
  const method = route.method === 'get' ? '' : ` -X ${route.method.toUpperCase()}`
  const stream = route.success[200]?.type === 'text/event-stream'
  const parts = [
    `curl${stream ? ' -sN' : ''}${method} "$HOURGLASS_URL${path}${asked && `?${asked}`}"`,
    ...(route.scopes.length > 0 ? ['-H "authorization: Bearer $HOURGLASS_KEY"'] : []),
    ...(route.file ? ["-H 'content-type: image/png'", `--data-binary "@$${use('PICTURE_FILE')}"`] : []),
    ...(body === undefined ? [] : [JSON_HEADER, `-d '${bodyOf(body, use)}'`]),
  ]
  return `${parts.join(' \\\n  ')}${stream ? ' | head -n 2' : ''}`
}

/** The variable for a path parameter. */
export function variableOf(path: string, name: string): Variable | undefined {
  if (name === 'rendition') return undefined
  if (name === 'item_id') return 'ITEM_ID'
  if (name === 'ticket') return 'TICKET'
  if (path.includes('/queue')) return 'QUEUE_SALE_ID'
  if (name === 'delivery_id') return 'DELIVERY_ID'
  return FAMILIES.find(([prefix]) => path.startsWith(prefix))?.[1]
}

/** The JSON body for a single-quoted shell string, with shell variables in place of ids. */
function bodyOf(body: unknown, use: Use): string {
  const text = JSON.stringify(body, (name, value: unknown) => {
    if (name === 'code') return `$${use('CODE')}`
    if (name !== 'id' && name !== 'item_id') return value
    const id = `$${use('ITEM_ID')}`
    return Array.isArray(value) ? [id] : id
  })
  return text.replace(/"(\$ITEM_ID)"/g, "'$1'").replace(/"(\$CODE)"/g, `"'$1'"`)
}
