import { partner as partnerName } from '@hourglass/core/contract'
import { testPrincipal } from '@hourglass/core/domain'
import { contextOfPartner, resetSandbox } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { act } from './stores.ts'
import { table } from './table.ts'
import { UsageError } from './usage-error.ts'

const reset: Command = {
  usage: '--partner acme',
  summary: 'Closes the test sales of a partner and creates new ones, one for each case',
  options: { partner: 'name of the partner' },
  async run(shop, { options: { partner } }) {
    if (!partnerName.safeParse(partner).success) throw new UsageError('sandbox reset needs --partner.')
    const ctx = contextOfPartner(await shop.ctx(), testPrincipal(String(partner)))
    const made = await act(ctx, 'sandbox.reset', String(partner), () => resetSandbox(ctx, {}))
    const rows = made.sales.map(({ case: of, sale, purpose }) => [String(sale.id), of, sale.status, purpose])
    return { value: made, lines: table(['sale', 'case', 'status', 'purpose'], rows, '') }
  },
}

export const sandbox = { 'sandbox reset': reset }
