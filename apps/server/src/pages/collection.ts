import { openApiDocument } from '../openapi/document.ts'
import type { Operation, Parameter } from '../openapi/operation.ts'
import { variableOf } from './examples.ts'

/** Folders of the collection with the `operationId`s of their requests, in an order in which every request succeeds. */
const FOLDERS: Record<string, Record<string, readonly string[]>> = {
  Partner: {
    Sales: [
      'readActiveSales',
      'listSales',
      'readSale',
      'listItems',
      'readItem',
      'readItemHistory',
      'drawItem',
      'auditSale',
    ],
    Buying: ['checkout', 'purchase'],
    Cart: ['addToCart', 'readCart', 'setCartLine', 'removeCartLine', 'clearCart'],
    Reservations: [
      'createReservation',
      'readReservation',
      'listReservations',
      'cancelReservation',
      'createReservation',
      'confirmReservation',
    ],
    Orders: ['placeOrder', 'readOrder', 'listOrders'],
    Webhooks: [
      'createWebhook',
      'listWebhooks',
      'readWebhook',
      'testWebhook',
      'listDeliveries',
      'replayDelivery',
      'replaySince',
      'enableWebhook',
      'removeWebhook',
    ],
    Service: ['isAlive', 'isReady', 'checkHealth', 'readDocument', 'readCollection', 'readDocs', 'explainProblem'],
  },
  Operator: {
    'Merchant sales': [
      'openSale',
      'addItems',
      'listOfferedItems',
      'correctItem',
      'withdrawItem',
      'duplicateSale',
      'refundOrder',
      'exportOrders',
      'exportAttempts',
      'pauseSale',
      'resumeSale',
      'closeSale',
      'syncExpired',
    ],
    'Keys and sandbox': ['createKey', 'listKeys', 'resetSandbox', 'revokeKey'],
    'Audit log and metrics': ['listActions', 'readMetrics'],
  },
}

/** Variables that the answer to an operation sets for later requests. */
const CAPTURES: Record<string, Record<string, string>> = {
  // A new buyer for each run, whom no limit of an earlier run refuses.
  readActiveSales: { sale_id: "answer.sales.find(({ door }) => door !== 'queue').id", user_id: "'ann-' + Date.now()" },
  listItems: {
    item_id: 'answer.items[0].id',
    second_item_id: 'answer.items[1].id',
    third_item_id: 'answer.items[2].id',
  },
  checkout: { code: 'answer.code' },
  purchase: { sold_order_id: 'answer.order.id', item_id: "pm.collectionVariables.get('second_item_id')" },
  createReservation: { reservation_id: 'answer.id' },
  confirmReservation: { item_id: "pm.collectionVariables.get('third_item_id')" },
  placeOrder: { order_id: 'answer.id' },
  createWebhook: { webhook_id: 'answer.id' },
  listDeliveries: { delivery_id: 'answer.deliveries[0].id' },
  openSale: { own_sale_id: 'answer.id', own_item_id: 'answer.first_item_id' },
  createKey: { key_id: 'answer.id', test_key: 'answer.key' },
}

/** Members of a query or body that become variables. */
const MEMBERS: Record<string, string> = {
  user_id: '{{user_id}}',
  code: '{{code}}',
  id: '{{item_id}}',
  item_id: '{{item_id}}',
}

const DESCRIPTION = `Requests of the Hourglass API, in an order in which all of them succeed. Set \`base_url\` and \`key\`; answers set the other variables.

**Partner** needs a key with the scopes \`buy\`, \`read\` and \`webhooks\`; **Operator** needs \`admin\`. A run buys three items as a new buyer.
It leaves out the live feed, which does not end, uploaded pictures, which are files, waiting rooms, which ask for a proof of work, and canceling an order, which needs one that is not paid yet. Headers and parameters that are not needed are switched off.`

/** The OpenAPI document as a collection for Postman and Bruno, in Postman's format 2.1. */
export function collection() {
  const { info, paths, components } = openApiDocument()
  const operations = new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [operation.operationId, { method, path, operation }]),
    ),
  )

  function itemOf(id: string) {
    const found = operations.get(id)
    if (!found) throw new Error(`the document has no operation ${id}`)
    const { method, path, operation } = found
    const body = operation.requestBody?.content['application/json']?.example
    const parameters = (operation.parameters ?? []).filter((one): one is Parameter => 'name' in one)
    const query = parameters
      .filter((one) => one.in === 'query')
      .map(({ name, example, description }) => ({
        key: name,
        value: MEMBERS[example === undefined ? '' : name] ?? String(example ?? ''),
        description,
        disabled: example === undefined || body !== undefined,
      }))
    const sent = query.filter(({ disabled }) => !disabled).map(({ key, value }) => `${key}=${value}`)
    const url = `{{base_url}}${path.replace(/\{(\w+)\}/g, ':$1')}`
    return {
      name: operation.summary,
      event: [{ listen: 'test', script: { type: 'text/javascript', exec: testOf(operation) } }],
      request: {
        method: method.toUpperCase(),
        description: operation.description,
        auth: operation.tags.includes('Sandbox') ? bearer('{{test_key}}') : undefined,
        header: [...headersOf(operation), ...(body === undefined ? [] : [JSON_TYPE])],
        body:
          body === undefined ? undefined : { mode: 'raw', raw: bodyOf(body), options: { raw: { language: 'json' } } },
        url: {
          raw: [url, ...(sent.length > 0 ? [sent.join('&')] : [])].join('?'),
          host: ['{{base_url}}'],
          path: url.split('/').slice(1),
          query,
          variable: parameters
            .filter((one) => one.in === 'path')
            .map(({ name, example }) => ({ key: name, value: pathValue(path, name) ?? String(example) })),
        },
      },
    }
  }

  const headersOf = ({ parameters = [] }: Operation) =>
    parameters
      .filter((one) => '$ref' in one)
      .map(({ $ref }) => components.parameters[$ref.replace('#/components/parameters/', '')])
      .map((one) => ({ key: one?.name, value: one?.example, description: one?.description, disabled: true }))

  /** The script that checks an answer: its status and media type, and the required members of its body. */
  function testOf({ operationId, responses }: Operation): string[] {
    const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'))
    const [type, content] = Object.entries(successes[0]?.[1].content ?? {})[0] ?? []
    const schema =
      components.schemas[content?.schema.$ref?.replace('#/components/schemas/', '') ?? ''] ?? content?.schema
    const captured = Object.entries(CAPTURES[operationId] ?? {})
    return [
      "pm.test('The answer is as documented', () => {",
      `  pm.expect(pm.response.code).to.be.oneOf([${successes.map(([status]) => status).join(', ')}])`,
      ...(type ? [`  pm.expect(pm.response.headers.get('content-type')).to.include('${type}')`] : []),
      ...(schema?.required ? [`  pm.expect(pm.response.json()).to.include.all.keys(${list(schema.required)})`] : []),
      '})',
      ...(captured.length > 0 ? ['const answer = pm.response.json()'] : []),
      ...captured.map(([name, value]) => `pm.collectionVariables.set('${name}', ${value})`),
    ]
  }

  return {
    info: {
      name: info.title,
      description: DESCRIPTION,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: bearer('{{key}}'),
    variable: [
      { key: 'base_url', value: 'http://127.0.0.1:8080' },
      { key: 'key', value: '' },
    ],
    item: Object.entries(FOLDERS).map(([name, folders]) => ({
      name,
      item: Object.entries(folders).map(([name, ids]) => ({ name, item: ids.map(itemOf) })),
    })),
  }
}

const JSON_TYPE = { key: 'Content-Type', value: 'application/json' }

const bearer = (token: string) => ({ type: 'bearer', bearer: [{ key: 'token', value: token, type: 'string' }] })

const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')

function pathValue(path: string, name: string): string | undefined {
  const variable = variableOf(path, name)
  return variable && `{{${variable}}}`
}

/** A JSON body with variables in place of ids. Those of items are numbers. */
function bodyOf(body: unknown): string {
  const text = JSON.stringify(
    body,
    (name, value: unknown) => (Array.isArray(value) && MEMBERS[name] ? [MEMBERS[name]] : (MEMBERS[name] ?? value)),
    2,
  )
  return text.replace(/"(\{\{item_id\}\})"/g, '$1')
}
