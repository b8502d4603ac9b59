import { ok } from '@hourglass/core/contract'
import { rotateSigning } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { act } from './stores.ts'

const rotate: Command = {
  usage: '',
  summary: 'Rotates the signing secret; the previous one stays valid until the next rotation',
  options: {},
  async run(shop) {
    const ctx = shop.ledgerSide()
    const from = await act(ctx, 'signing.rotate', 'signing', async () => ok(await rotateSigning(ctx)))
    const line = `Codes and cookies are signed with a new secret from ${from.toISOString()}. Those signed with the previous one stay valid until the next rotation.`
    return { value: { active_from: from.toISOString() }, lines: [line] }
  },
}

export const secrets = { 'secrets rotate': rotate }
