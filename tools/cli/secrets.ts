import { ok } from '@hourglass/core/contract'
import { rotateSigning } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { act } from './stores.ts'

const rotate: Command = {
  takes: '',
  summary: 'Makes a new signing secret; twice, and nothing signed before is good any more',
  options: {},
  async run(shop) {
    const ctx = shop.ledgerSide()
    const from = await act(ctx, 'signing.rotate', 'signing', async () => ok(await rotateSigning(ctx)))
    const line = `Codes and cookies are signed with a new secret from ${from.toISOString()} on. Those signed before stay good until the next rotation.`
    return { value: { active_from: from.toISOString() }, lines: [line] }
  },
}

export const secrets = { 'secrets rotate': rotate }
