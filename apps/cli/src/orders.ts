import { refundOrder } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { act } from './stores.ts'
import { count } from './table.ts'
import { UsageError } from './usage-error.ts'

const refund: Command = {
  usage: '<order id> --reason <text> [--items 110001:2,110002] [--no-restock]',
  summary: 'Refunds an order, or some of its units; the servers give the money back',
  words: [1, 1],
  options: {
    reason: 'why; the buyer reads it',
    items: 'item ids, each with a quantity if it is not 1; default: all that is left',
  },
  flags: { 'no-restock': 'the units do not go back on sale' },
  async run(shop, { words: [id = ''], options, flags }) {
    const ctx = await shop.ctx()
    const items = options.items?.split(',').map(lineOf)
    const input = { id, items, restock: !flags.has('no-restock'), reason: options.reason }
    const order = await act(ctx, 'order.refund', id, () => refundOrder(ctx, input))
    const last = order.refunds.at(-1)
    const units = last?.items.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0
    const money = last?.status === 'pending' ? ` ${count(last.amount.amount)} cents go back to the buyer.` : ''
    return {
      value: order,
      lines: [`Order ${order.number} is ${order.status}: ${count(units)} units returned.${money}`],
    }
  },
}

function lineOf(text: string): { id: number; quantity: number } {
  const [, id, quantity = '1'] = /^(\d+)(?::(\d+))?$/.exec(text.trim()) ?? []
  if (id === undefined) throw new UsageError('--items must be item ids such as 110001:2,110002.')
  return { id: Number(id), quantity: Number(quantity) }
}

export const orders = { 'order refund': refund }
