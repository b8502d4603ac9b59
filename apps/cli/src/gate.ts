import type { GateComparisonView } from '@hourglass/core/contract'
import { type Context, compareGate, rebuildSaleGate } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { act, valueFrom } from './stores.ts'
import { count, table } from './table.ts'

/** The given sales, or all open ones. */
const chosen = (ctx: Context, words: string[]): string[] =>
  words.length > 0 ? words : ctx.sales.open(ctx.clock()).map(({ id }) => String(id))

const compare: Command = {
  usage: '[<sale>…]',
  summary: 'Shows differences between gate and ledger, for all open sales or the given ones; changes nothing',
  words: [0, 100],
  async run(shop, { words }) {
    const ctx = await shop.ctx()
    const found: GateComparisonView[] = []
    for (const id of chosen(ctx, words)) found.push(valueFrom(await compareGate(ctx, { id })))
    const rows = found.map((sale) => [
      String(sale.sale_id),
      sale.name,
      String(sale.epoch),
      sale.gate,
      count(sale.takes),
      count(sale.differences_count),
    ])
    const differing = found.filter(({ differences }) => differences.length > 0)
    return {
      value: { sales: found },
      lines: [
        ...table(['sale', 'name', 'epoch', 'gate', 'takes', 'differences'], rows, 'No sale is open.'),
        ...differing.flatMap(({ sale_id, differences }) => ['', `Sale ${sale_id}`, ...differences]),
        ...(differing.length > 0 ? ['', `To repair: hourglass gate rebuild ${idsOf(differing)}`] : []),
      ],
      // A gate that cannot be compared counts as a failure.
      code: differing.length > 0 || found.some(({ gate }) => gate === 'away') ? 1 : 0,
    }
  },
}

const idsOf = (sales: GateComparisonView[]): string => sales.map(({ sale_id }) => sale_id).join(' ')

const rebuild: Command = {
  usage: '[<sale>…]',
  summary: 'Rebuilds the gate from the ledger under a new epoch, for all open sales or the given ones; sales continue',
  words: [0, 100],
  async run(shop, { words }) {
    const ctx = await shop.ctx()
    const rebuilt: { sale_id: number; epoch: number }[] = []
    for (const id of chosen(ctx, words))
      rebuilt.push(await act(ctx, 'gate.rebuild', id, () => rebuildSaleGate(ctx, { id })))
    const rows = rebuilt.map(({ sale_id, epoch }) => [String(sale_id), String(epoch)])
    return { value: { rebuilt }, lines: table(['sale', 'epoch'], rows, 'No sale is open.') }
  },
}

export const gate = { 'gate compare': compare, 'gate rebuild': rebuild }
