import type {
  ActionsView,
  ApiKeysView,
  ApiKeyView,
  AttemptsView,
  AuditView,
  CreatedApiKeyView,
  CreatedWebhookView,
  DeliveriesView,
  DeliveryView,
  FoundOrdersView,
  GateComparisonView,
  GateRebuiltView,
  ListedItem,
  MerchantSaleInput,
  ReplayView,
  SalesView,
  SaleView,
  Scope,
  SearchAttemptsInput,
  SearchOrdersInput,
  WebhookView,
} from '@hourglass/core/contract'
import { no } from '@hourglass/core/contract'
import { OPERATOR } from '@hourglass/core/domain'
import {
  addItems,
  audit,
  closeSale,
  compareGate,
  createdWebhook,
  createKey,
  createWebhook,
  enableWebhook,
  ledgerRefusal,
  listActions,
  listAllWebhooks,
  listDeliveries,
  listKeys,
  listSales,
  onAnyWebhook,
  openMerchantSale,
  pauseSale,
  readSale,
  rebuildSaleGate,
  removeWebhook,
  replayDelivery,
  replaySince,
  resumeSale,
  revokeKey,
  searchAttempts,
  searchOrders,
  testWebhook,
} from '@hourglass/core/operations'
import { nothing, raw, unwrap } from '../trpc/problems.ts'
import { change, looking, read, t } from './procedures.ts'

interface ById<Id = number> {
  id: Id
}
interface ADelivery extends ById<string> {
  delivery_id: string
}
/** What is not said has a default. */
type Said<Input, Must extends keyof Input = never> = Partial<Input> & Pick<Input, Must>
/** A cursor goes out as it came. */
type Search<Input> = Omit<Said<Input>, 'cursor'> & { cursor?: string }

/** What an operator does in the console. */
export const adminRouter = t.router({
  session: t.router({
    open: t.procedure.input(raw<{ key: string }>()).mutation(async ({ ctx, input }) => unwrap(await ctx.signIn(input))),
    get: looking.input(nothing).query(({ ctx: { by } }) => ({
      ...{ partner: by.partner, key_id: by.keyId },
      /** The ledger does not answer: there is looking at what this server knows, and no acting. */
      ledger_away: by.onTrust ?? false,
    })),
    close: t.procedure.input(nothing).mutation(async ({ ctx }) => void unwrap(await ctx.signOut())),
  }),
  sales: t.router({
    list: read<{ limit?: number; cursor?: number }, SalesView>(listSales),
    get: read<ById, SaleView>(readSale),
    audit: read<ById, AuditView>(audit),
    open: change<Said<MerchantSaleInput, 'name' | 'items'>, SaleView>(openMerchantSale, {
      action: 'sale.open',
      subject: 'name',
    }),
    addItems: change<ById & { items: ListedItem[] }, SaleView>(addItems, { action: 'sale.add_items', subject: 'id' }),
    pause: change<ById, SaleView>(pauseSale, { action: 'sale.pause', subject: 'id' }),
    resume: change<ById, SaleView>(resumeSale, { action: 'sale.resume', subject: 'id' }),
    close: change<ById, SaleView>(closeSale, { action: 'sale.close', subject: 'id' }),
  }),
  gate: t.router({
    compare: read<ById, GateComparisonView>(compareGate),
    rebuild: change<ById, GateRebuiltView>(rebuildSaleGate, { action: 'gate.rebuild', subject: 'id' }),
  }),
  machine: t.router({
    /** What this server remembers of itself, then each second as it ends; for as long as the key is good. */
    watch: looking.input(nothing).subscription(async function* ({ ctx }) {
      if (ctx.machine.full) unwrap(no('busy'))
      for await (const told of ctx.machine.watch()) {
        unwrap(await ctx.looker())
        yield told
      }
    }),
  }),
  orders: t.router({ search: read<Said<SearchOrdersInput>, FoundOrdersView>(searchOrders) }),
  attempts: t.router({ search: read<Search<SearchAttemptsInput>, AttemptsView>(searchAttempts) }),
  keys: t.router({
    list: read<{ partner?: string }, ApiKeysView>(listKeys),
    create: change<{ partner: string; scopes: Scope[] }, CreatedApiKeyView>(createKey, {
      ...{ action: 'key.create', subject: 'partner', secret: true },
    }),
    revoke: change<ById<string>, ApiKeyView>(revokeKey, { action: 'key.revoke', subject: 'id' }),
  }),
  webhooks: t.router({
    list: looking.input(nothing).query(async ({ ctx }) => unwrap(await listAllWebhooks(ctx.ctx).catch(ledgerRefusal))),
    deliveries: read<ById<string> & { cursor?: string; limit?: number }, DeliveriesView>(onAnyWebhook(listDeliveries)),
    create: change<{ url: string; types?: string[] }, CreatedWebhookView>(
      (ctx, input) => createWebhook(ctx, OPERATOR, input),
      { action: 'webhook.create', subject: 'url', isUrl: true, kept: createdWebhook },
    ),
    remove: change<ById<string>, { id: string }>(onAnyWebhook(removeWebhook), {
      action: 'webhook.remove',
      subject: 'id',
    }),
    enable: change<ById<string>, WebhookView>(onAnyWebhook(enableWebhook), { action: 'webhook.enable', subject: 'id' }),
    test: change<ById<string>, { event_id: string }>(onAnyWebhook(testWebhook), {
      action: 'webhook.test',
      subject: 'id',
    }),
    replayDelivery: change<ADelivery, DeliveryView>(onAnyWebhook(replayDelivery), {
      action: 'webhook.replay_delivery',
      subject: 'delivery_id',
    }),
    replaySince: change<ById<string> & { since: string }, ReplayView>(onAnyWebhook(replaySince), {
      action: 'webhook.replay',
      subject: 'id',
    }),
  }),
  actions: t.router({ list: read<{ cursor?: number }, ActionsView>(listActions) }),
})

export type AdminRouter = typeof adminRouter
