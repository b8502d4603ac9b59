import { readMoney, reconcileMoney } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { valueFrom } from './stores.ts'
import { columns, count, table } from './table.ts'
import { UsageError } from './usage-error.ts'

/** Exits with code 1 if the ledger and the provider differ. */
const reconcile: Command = {
  usage: '<sale id>',
  summary: 'Compares the payments of a sale with what the payment provider says, in minor units; changes nothing',
  words: [1, 1],
  async run(shop, { words: [id = ''] }) {
    const ctx = await shop.ctx()
    const money = valueFrom(await readMoney(ctx, { id }))
    if (!ctx.payments) throw new UsageError('PAYMENTS must name the provider, as the servers read it.')
    const report = valueFrom(await reconcileMoney(ctx, { id }))
    const { ledger, provider, differences, in_progress } = report
    const orders = money.orders.map((row) => [row.status, count(row.orders), count(row.units), count(row.total)])
    const sides = [
      ['captured', count(ledger.captured), count(provider.captured)],
      ['refunded', count(ledger.refunded), count(provider.refunded)],
      ['kept', count(ledger.captured - ledger.refunded), count(provider.captured - provider.refunded)],
    ]
    const rows = differences.map(({ order_number, expected, found }) => [order_number, expected, found])
    return {
      value: { ...report, money },
      lines: [
        ...table(['orders', 'number', 'units', `total (${money.currency})`], orders, 'There are no orders.'),
        '',
        ...table(['money', 'ledger', ctx.payments.name], sides, ''),
        '',
        ...columns([
          ['payments', count(report.payments)],
          ['in progress', count(in_progress)],
          ['differences', count(differences.length)],
        ]),
        ...(rows.length > 0 ? ['', ...table(['order', 'ledger', ctx.payments.name], rows, '')] : []),
      ],
      code: differences.length > 0 ? 1 : 0,
    }
  },
}

export const money = { 'money reconcile': reconcile }
