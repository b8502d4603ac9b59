import { audit } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { valueFrom } from './stores.ts'
import { columns, count } from './table.ts'

/** The books of a sale; a promise that they do not keep is exit code 1. */
export const saleAudit: Command = {
  takes: '<id>',
  summary: 'Sums the books of a sale anew and holds them against what is promised',
  words: [1, 1],
  async run(shop, { words: [id = ''] }) {
    const books = valueFrom(await audit(await shop.ctx(), { id }))
    const { units, gate, promises } = books
    const tried = Object.entries(books.attempts).map(([outcome, number]) => `${outcome} ${count(number)}`)
    const rows = [
      ['units', count(units.stock)],
      ['sold', count(units.sold)],
      ['held', count(units.held)],
      ['free', count(units.free)],
      ['orders', count(books.orders)],
      ['buyers', `${count(books.buyers)}, at most ${books.most_per_buyer} of ${books.buyer_limit} each`],
      ['attempts', tried.join(' · ') || 'none'],
      [
        'gate',
        gate ? `epoch ${gate.epoch}: ${count(gate.free)} free, ${count(gate.out)} out` : 'does not have this sale',
      ],
      ...Object.entries(promises).map(([promise, kept]) => [promise, kept ? '✓ kept' : '✗ broken']),
    ]
    return { value: books, lines: columns(rows), code: Object.values(promises).every(Boolean) ? 0 : 1 }
  },
}
