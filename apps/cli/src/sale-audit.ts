import { audit } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { valueFrom } from './stores.ts'
import { columns, count } from './table.ts'

/** Audits a sale. Exits with code 1 if a guarantee is broken. */
export const saleAudit: Command = {
  usage: '<id>',
  summary: 'Recounts orders, holds and attempts of a sale and checks them against the guarantees',
  words: [1, 1],
  async run(shop, { words: [id = ''] }) {
    const report = valueFrom(await audit(await shop.ctx(), { id }))
    const { units, gate, promises } = report
    const attempts = Object.entries(report.attempts).map(([outcome, number]) => `${outcome} ${count(number)}`)
    const rows = [
      ['units', count(units.stock)],
      ['sold', count(units.sold)],
      ['held', count(units.held)],
      ['awaiting payment', `${count(units.awaiting_payment)}, a part of held`],
      ['free', count(units.free)],
      ['returned', `${count(units.returned)}, no longer sold`],
      ['orders', count(report.orders)],
      ['buyers', `${count(report.buyers)}, at most ${report.most_per_buyer} of ${report.buyer_limit} each`],
      ['attempts', attempts.join(' · ') || 'none'],
      [
        'gate',
        gate ? `epoch ${gate.epoch}: ${count(gate.free)} free, ${count(gate.out)} taken` : 'not built for this sale',
      ],
      ...Object.entries(promises).map(([promise, kept]) => [promise, kept ? '✓ holds' : '✗ broken']),
    ]
    return { value: report, lines: columns(rows), code: Object.values(promises).every(Boolean) ? 0 : 1 }
  },
}
