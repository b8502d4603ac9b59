// biome-ignore-all lint/suspicious/noTemplateCurlyInString: an edit quotes a source that has template placeholders
import type { Edit, Mutant } from './mutant.ts'

const ledger = (file: string, find: string, replace: string): Edit => ({
  file: `core/src/ledger/${file}`,
  find,
  replace,
})
const operation = (file: string, find: string, replace: string): Edit => ({
  file: `core/src/operations/${file}`,
  find,
  replace,
})

/** Decides every batch with the general statement, so that no second statement still has the removed guard. */
const oneStatement = ledger('takes.ts', 'arePlain(rows)', 'rows.length === 0')

/** Makes the ledger accept everything that the gate admits, so that the guards of the gate are tested alone. */
const credulous = {
  edits: [
    oneStatement,
    ledger('takes.sql.ts', '${i.stock} - ${i.held} - ${i.sold} AS free', '1000000 AS free'),
    ledger('takes.sql.ts', 'WHEN l.quantity > ${i.stock} - ${i.held} - ${i.sold} THEN', 'WHEN false THEN'),
  ],
  sql: [
    'ALTER TABLE items DROP CONSTRAINT items_never_oversold',
    'DROP TRIGGER order_lines_stay_within_stock ON order_lines',
  ],
}

export const mutants: readonly Mutant[] = [
  {
    name: 'reply-before-commit',
    what: 'the response is sent before the ledger has committed',
    fault: 'postgres-killed',
    edits: [
      ledger(
        'transaction.ts',
        `const results = await Promise.all([begun, ...statements.map(query), client.query('COMMIT')])
  if (results.at(-1)?.command !== 'COMMIT') throw new LedgerUnavailable('the transaction was rolled back')
  return results.slice(1, -1)`,
        `const early = await Promise.all([begun, ...statements.map(query)])
  setTimeout(() => client.query('COMMIT').then(() => client.release(), () => client.release(true)), 20)
  return early.slice(1)`,
      ),
      ledger(
        'transaction.ts',
        `const results = await send(client, pool, statements)
    client.release()`,
        `const results = await send(client, pool, statements)
    if (statements.length === 1) client.release()`,
      ),
    ],
  },
  {
    name: 'attempt-not-awaited',
    what: 'the response to a checkout is sent before its attempt is stored',
    fault: 'server-killed',
    edits: [
      ledger(
        'ledger.ts',
        'recordAttempt: attempts.submit',
        'recordAttempt: async (row) => (setTimeout(() => attempts.submit(row).catch(() => {}), 300), true)',
      ),
    ],
  },
  {
    name: 'stock-unchecked',
    what: 'neither the statement nor a constraint checks the stock, and the gate is lost',
    fault: 'redis-paused',
    ...credulous,
  },
  {
    name: 'epoch-unchecked',
    what: 'a stale take is committed, and no other check of the ledger refuses it',
    fault: 'redis-stale-gate',
    ...credulous,
    edits: [
      ...credulous.edits,
      ledger(
        'takes.sql.ts',
        "OR ${h.id} IS NOT NULL THEN 'exists'\n      WHEN t.epoch <> ${s.epoch} THEN 'stale'",
        "OR ${h.id} IS NOT NULL THEN 'exists'",
      ),
    ],
  },
  {
    name: 'not-voided',
    what: 'the sweeper releases units without voiding their take in the ledger',
    fault: 'network-late',
    ...credulous,
    edits: [
      ...credulous.edits,
      ledger(
        'held.sql.ts',
        "SELECT $1::int, id, '', 'void', 0, 0 FROM asked ORDER BY id",
        "SELECT $1::int, id, '', 'void', 0, 0 FROM asked WHERE false",
      ),
      ledger(
        'held.sql.ts',
        'SELECT id, status FROM voided\nUNION ALL\nSELECT ${o.id}',
        "SELECT id, 'void' AS status FROM asked WHERE id NOT IN (SELECT id FROM orders)\nUNION ALL\nSELECT ${o.id}",
      ),
    ],
  },
  {
    name: 'counter-for-membership',
    what: 'units are released even if the take is no longer recorded, so a repeated release counts twice',
    fault: 'network-late',
    ...credulous,
    edits: [
      ...credulous.edits,
      { file: 'core/src/gate/release.lua', find: "  redis.call('HDEL', from, id)\n", replace: '' },
    ],
  },
  {
    name: 'lease-without-end',
    what: 'takes that were not committed are never settled, and the reconciler, which would repair that, is disabled',
    fault: 'server-killed',
    env: { TAKE_LEASE: '1h' },
    edits: [
      operation('upkeep/reconcile.ts', 'if (twice.length > 0) {', 'if (twice.length > 0 && performance.now() < 0) {'),
    ],
  },
  {
    name: 'limit-unchecked',
    what: 'the limit per buyer is not checked',
    fault: 'one-buyer',
    edits: [
      oneStatement,
      ledger('takes.sql.ts', '${s.buyerLimit} - coalesce(${b.held} + ${b.sold}, 0) AS room', '1000000 AS room'),
      { file: 'core/src/gate/take.lua', find: 'elseif room < count or (', replace: 'elseif (' },
    ],
    sql: ['ALTER TABLE buyers DROP CONSTRAINT buyers_never_pass_the_limit'],
  },
  {
    name: 'key-forgotten',
    what: 'a request repeated with the same Idempotency-Key is executed again',
    fault: 'requests-twice',
    edits: [
      operation(
        'runtime/idempotency.ts',
        '  const first = ctx.flights.find<Answered<T>>(name)',
        '  if (performance.now() > 0) return run(ctx).then((outcome) => ({ outcome, replayed: false }))\n  const first = ctx.flights.find<Answered<T>>(name)',
      ),
    ],
  },
  {
    name: 'ended-twice',
    what: 'a hold that has ended can end a second time',
    fault: 'requests-twice',
    edits: [ledger('held.sql.ts', "NOT IN ('active', 'processing', ", "NOT IN ('active', 'processing', 'canceled', ")],
    sql: [
      'ALTER TABLE items DROP CONSTRAINT items_never_oversold',
      'ALTER TABLE buyers DROP CONSTRAINT buyers_never_pass_the_limit',
    ],
  },
  {
    name: 'event-not-written',
    what: 'confirmed orders are missing from the outbox',
    fault: 'server-killed',
    edits: [
      oneStatement,
      ledger(
        'takes.sql.ts',
        "FROM ready WHERE kind <> 'order' OR awaits ORDER BY n",
        "FROM ready WHERE kind = 'hold' ORDER BY n",
      ),
    ],
  },
  {
    name: 'gate-not-rebuilt',
    what: 'a correction neither raises the epoch nor rebuilds the gate, and what would repair that later is disabled',
    fault: 'corrections',
    edits: [
      operation('sale/correct-item.ts', '.set({ epoch: NEXT_EPOCH, soldOutAt', '.set({ soldOutAt'),
      operation(
        'sale/edit-sale.ts',
        'await rebuildGate(ctx, changed, why).catch(() => ctx.dirtySales.add(saleId))',
        '',
      ),
      // The reconciler, and the rebuild after the ledger has refused what the gate had admitted.
      operation('upkeep/reconcile.ts', 'if (twice.length > 0) {', 'if (twice.length > 0 && performance.now() < 0) {'),
      operation('upkeep/reconcile.ts', 'if (ctx.dirtySales.has(row.id)) return', 'if (performance.now() < 0) return'),
      operation(
        'take/call-gate.ts',
        "rebuildGate(ctx, sale, 'ledger refused an admitted take')",
        "(performance.now() < 0 ? rebuildGate(ctx, sale, '') : Promise.resolve())",
      ),
    ],
  },
  {
    name: 'price-unseen',
    what: 'a purchase is sold at the present price, whatever price its checkout showed',
    fault: 'corrections',
    edits: [
      oneStatement,
      ledger('takes.sql.ts', "WHEN l.shown <> ${i.price} THEN 'price_changed'", "WHEN false THEN 'price_changed'"),
    ],
  },
  {
    name: 'stock-below-sold',
    what: 'a correction may set the stock below the units that are sold and held, and no constraint refuses it',
    fault: 'corrections',
    edits: [
      operation('sale/correct-item.ts', 'stock !== undefined && stock < taken', 'stock !== undefined && stock < 0'),
    ],
    sql: ['ALTER TABLE items DROP CONSTRAINT items_never_oversold'],
  },
  {
    name: 'withdrawn-on-sale',
    what: 'a withdrawn item keeps its stock, so that it can still be bought',
    fault: 'corrections',
    edits: [
      operation(
        'sale/correct-item.ts',
        'return { withdrawnAt: new Date(), stock: held + sold }',
        'return held + sold < 0 ? {} : { withdrawnAt: new Date() }',
      ),
    ],
  },
  {
    name: 'return-as-another',
    what: 'a deleted account that signs up again gets a new id, and with it a new limit',
    fault: 'accounts',
    edits: [operation('account/deleted-accounts.ts', 'return found?.accountId ?? null', 'return null')],
  },
  {
    name: 'pass-not-required',
    what: 'a sale with a waiting room sells to buyers without a pass',
    fault: 'queue-killed',
    edits: [
      operation(
        'queue/require-pass.ts',
        "if (ctx.pass === undefined) return refuse('pass_required')",
        'if (ctx.pass === undefined) return { ok: true, pass: null }',
      ),
    ],
  },
  {
    name: 'drawn-by-arrival',
    what: 'the draw keeps the order in which people joined',
    fault: 'queue-killed',
    edits: [
      {
        file: 'core/src/catalog/queue-draw.ts',
        find: 'if (seq > size) return seq',
        replace: 'if (seq > 0) return seq',
      },
    ],
  },
  {
    name: 'session-cached-forever',
    what: 'a server never reads a cached session again',
    fault: 'accounts',
    edits: [operation('runtime/fresh-cache.ts', 'performance.now() - entry.at < FRESH_MS', 'entry.at > 0')],
  },
  {
    name: 'late-money-kept',
    what: 'money that came late is kept, although the units are gone',
    fault: 'payments',
    edits: [
      operation(
        'payment/payment-steps.ts',
        "reclaimOrder(ctx, order))) return { state: 'open', dueAt: now }\n  return { state: 'release', dueAt: now }",
        "reclaimOrder(ctx, order))) return { state: 'open', dueAt: now }\n  return { state: 'canceled', dueAt: null }",
      ),
    ],
  },
  {
    name: 'captured-unconfirmed',
    what: 'money is captured without waiting for what the ledger says about the units',
    fault: 'payments',
    edits: [
      operation(
        'payment/payment-steps.ts',
        "  const status = await endOrder(ctx, order, { target: 'confirmed' })\n",
        "  const status: string = 'done'\n  void endOrder(ctx, order, { target: 'confirmed' }).catch(() => {})\n",
      ),
    ],
  },
  {
    name: 'provider-not-asked',
    what: 'units are given without asking the provider for the money',
    fault: 'payments',
    edits: [
      operation(
        'payment/payment-steps.ts',
        '  const seen = await provider.read(ref).catch((error) => endWithout(ctx, known, error))',
        "  const seen = { amount: payment.amount, currency: payment.currency, status: 'authorized' as const }",
      ),
    ],
  },
]
