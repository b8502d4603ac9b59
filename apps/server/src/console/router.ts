import {
  noInput,
  refuse,
  saleInput,
  searchAttemptsInput,
  searchOrdersInput,
  signInInput,
} from '@hourglass/core/contract'
import {
  compareGate,
  enableWebhook,
  listAllWebhooks,
  listDeliveries,
  onAnyWebhook,
  rebuildSaleGate,
  removeWebhook,
  replayDelivery,
  replaySince,
  searchAttempts,
  searchOrders,
  testWebhook,
} from '@hourglass/core/operations'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { admin } from '../routes/admin.ts'
import { sales } from '../routes/sales.ts'
import { webhooks } from '../routes/webhooks.ts'
import { inputFor, refuseInput, sentBy, unwrap } from '../trpc/problems.ts'
import { change, read, readOnly, t } from './procedures.ts'

/** The console's procedures. Webhooks are those of all partners. */
export const adminRouter = t.router({
  session: t.router({
    open: t.procedure
      .use(async ({ next, getRawInput }) => refuseInput(signInInput, await sentBy(getRawInput), await next()))
      .input(inputFor(signInInput))
      .mutation(async ({ ctx, input }) => unwrap(await ctx.signIn(input))),
    get: readOnly(noInput).query(({ ctx: { by } }) => ({
      partner: by.partner,
      key_id: by.keyId,
      /** The database is unavailable: the session is read-only and shows what this server has cached. */
      ledger_away: by.stale ?? false,
    })),
    close: t.procedure
      .use(async ({ next, getRawInput }) => refuseInput(noInput, await sentBy(getRawInput), await next()))
      .input(inputFor(noInput))
      .mutation(async ({ ctx }) => void unwrap(await ctx.signOut())),
  }),
  sales: t.router({
    list: read(sales.list),
    get: read(sales.get),
    audit: read(sales.audit),
    open: change(admin.openSale),
    addItems: change(admin.addItems),
    pause: change(admin.pauseSale),
    resume: change(admin.resumeSale),
    close: change(admin.closeSale),
  }),
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
  orders: t.router({ search: read({ input: searchOrdersInput, operation: searchOrders }) }),
  attempts: t.router({ search: read({ input: searchAttemptsInput, operation: searchAttempts }) }),
  keys: t.router({
    list: read(admin.listKeys),
    create: change(admin.createKey),
    revoke: change(admin.revokeKey),
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
})

export type AdminRouter = typeof adminRouter
export type { MachineSample, MachineView } from '../system/sample.ts'
export type AdminInputs = inferRouterInputs<AdminRouter>
export type AdminOutputs = inferRouterOutputs<AdminRouter>
