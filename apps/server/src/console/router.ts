import {
  exportInput,
  findInput,
  noInput,
  operatorInput,
  refuse,
  removeOperatorInput,
  saleInput,
  searchAttemptsInput,
  searchOrdersInput,
} from '@hourglass/core/contract'
import {
  compareGate,
  enableWebhook,
  exportAttempts,
  exportOrders,
  findById,
  isPlayMoney,
  listAllWebhooks,
  listDeliveries,
  listOperators,
  onAnyWebhook,
  readActivity,
  readFunnel,
  readMailbox,
  readMoney,
  rebuildSaleGate,
  removeOperator,
  removeWebhook,
  replayDelivery,
  replaySince,
  searchAttempts,
  searchOrders,
  setOperator,
  testWebhook,
} from '@hourglass/core/operations'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { admin } from '../routes/admin.ts'
import { uploads } from '../routes/pictures.ts'
import { sales } from '../routes/sales.ts'
import { webhooks } from '../routes/webhooks.ts'
import { unwrap } from '../trpc/problems.ts'
import { isAllowed } from './operators.ts'
import { change, read, readOnly, t } from './procedures.ts'

/** The console's procedures. Webhooks are those of all partners. */
export const adminRouter = t.router({
  session: t.router({
    get: readOnly(noInput, 'viewer or merchant').query(({ ctx: { by, mailbox, ctx } }) => ({
      name: by.name,
      role: by.role,
      /** Mails are not sent but shown here. */
      mailbox: mailbox && isAllowed(by, 'owner'),
      /** Of a new sale that does not say, and whether a sale that takes payment takes play money. */
      payment: { default: ctx.settings.payment, play_money: isPlayMoney(ctx, 'required') },
      /** The database is unavailable: the session is read-only and shows what this server has cached. */
      ledger_away: by.stale,
    })),
  }),
  sales: t.router({
    list: read(sales.list, 'viewer or merchant'),
    get: read(sales.get, 'viewer or merchant'),
    audit: read(sales.audit, 'viewer or merchant'),
    open: change(admin.openSale, 'operator or merchant'),
    addItems: change(admin.addItems, 'operator or merchant'),
    items: read(admin.listOfferedItems, 'viewer or merchant'),
    correctItem: change(admin.correctItem, 'operator or merchant'),
    withdrawItem: change(admin.withdrawItem, 'operator or merchant'),
    duplicate: change(admin.duplicateSale, 'operator or merchant'),
    pause: change(admin.pauseSale, 'operator or merchant'),
    resume: change(admin.resumeSale, 'operator or merchant'),
    close: change(admin.closeSale, 'operator or merchant'),
    activity: read({ input: noInput, operation: readActivity }, 'viewer or merchant'),
    money: read({ input: saleInput, operation: readMoney }, 'viewer or merchant'),
    funnel: read({ input: saleInput, operation: readFunnel }, 'viewer or merchant'),
    queue: read(admin.readQueue, 'viewer or merchant'),
    changeQueue: change(admin.changeQueue, 'operator or merchant'),
  }),
  pictures: t.router({ add: change({ ...uploads.add, idempotent: false }, 'operator or merchant') }),
  gate: t.router({
    compare: read({ input: saleInput, operation: compareGate }),
    rebuild: change({
      input: saleInput,
      operation: rebuildSaleGate,
      audit: { action: 'gate.rebuild', subject: 'id' },
    }),
  }),
  system: t.router({
    /** The last minutes of samples of this server, then one per second, for as long as the key is valid. */
    watch: readOnly(noInput).subscription(async function* ({ ctx }) {
      if (ctx.system.full) unwrap(refuse('busy'))
      for await (const update of ctx.system.watch()) {
        unwrap(await ctx.reader())
        yield update
      }
    }),
  }),
  exports: t.router({
    orders: read({ input: exportInput, operation: exportOrders }, 'viewer or merchant'),
    attempts: read({ input: exportInput, operation: exportAttempts }, 'viewer or merchant'),
  }),
  find: read({ input: findInput, operation: findById }, 'viewer or merchant'),
  orders: t.router({
    search: read({ input: searchOrdersInput, operation: searchOrders }, 'viewer or merchant'),
    refund: change(admin.refundOrder, 'operator or merchant'),
  }),
  attempts: t.router({ search: read({ input: searchAttemptsInput, operation: searchAttempts }, 'viewer or merchant') }),
  keys: t.router({
    list: read(admin.listKeys),
    create: change(admin.createKey, 'owner'),
    revoke: change(admin.revokeKey, 'owner'),
  }),
  webhooks: t.router({
    list: read({ input: noInput, operation: listAllWebhooks }),
    deliveries: read({ ...webhooks.deliveries, operation: onAnyWebhook(listDeliveries) }),
    create: change(webhooks.create),
    remove: change({ ...webhooks.remove, operation: onAnyWebhook(removeWebhook) }),
    enable: change({ ...webhooks.enable, operation: onAnyWebhook(enableWebhook) }),
    test: change({ ...webhooks.test, operation: onAnyWebhook(testWebhook) }),
    replayDelivery: change({ ...webhooks.replayDelivery, operation: onAnyWebhook(replayDelivery) }),
    replaySince: change({ ...webhooks.replaySince, operation: onAnyWebhook(replaySince) }),
  }),
  actions: t.router({ list: read(admin.listActions) }),
  operators: t.router({
    list: read({ input: noInput, operation: listOperators }),
    set: change(
      { input: operatorInput, operation: setOperator, audit: { action: 'operator.set', subject: 'email' } },
      'owner',
    ),
    remove: change(
      { input: removeOperatorInput, operation: removeOperator, audit: { action: 'operator.remove', subject: 'email' } },
      'owner',
    ),
  }),
  /** Mails of the development mailbox. They have sign-in codes, so they are for owners. */
  mailbox: t.router({ list: read({ input: noInput, operation: readMailbox }, 'owner') }),
})

export type AdminRouter = typeof adminRouter
export type { MachineSample, MachineView } from '../system/sample.ts'
export type AdminInputs = inferRouterInputs<AdminRouter>
export type AdminOutputs = inferRouterOutputs<AdminRouter>
