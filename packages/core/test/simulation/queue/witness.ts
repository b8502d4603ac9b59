import type { TicketView } from '../../../src/contract/index.ts'
import type { Context } from '../../../src/operations/index.ts'
import type { World } from './world.ts'

/** An attempt to buy with a pass. Times in ms since 1970, by the world's clock. */
export interface Use {
  place: TicketView
  began: number
  outcome: string
}

/** The answers of the servers. */
export class Witness {
  /** Tickets that servers have shown, in order, by the server that did. */
  readonly told = new Map<Context, TicketView[]>()
  readonly uses: Use[] = []
  /** Errors other than outages. */
  readonly unexpected: string[] = []
  /** The tickets, or refusals, that the repeats of one join got. */
  readonly repeats: string[][] = []
  /** The sale was closed, or its door opened. */
  isEnded = false

  reads(server: Context, view: TicketView): void {
    this.told.set(server, [...(this.told.get(server) ?? []), view])
  }

  all = (): TicketView[] => [...this.told.values()].flat()
  tickets = (): string[] => [...new Set(this.all().map(({ ticket }) => ticket))]
  passes = (): TicketView[] => this.all().filter(({ pass }) => pass !== null)

  /** An unavailable store is not a defect. */
  fails(error: unknown): void {
    if (!(error instanceof Error && /Unavailable$|^ReplyLost$/.test(error.name)))
      this.unexpected.push(String(error instanceof Error ? error.stack : error))
  }

  /** Servers record the use of a pass without waiting for it: repeats every record, and waits. */
  async usesRecorded({ slot, sale }: World): Promise<void> {
    const used = this.uses.filter(({ outcome }) => outcome === 'ok')
    await Promise.all(
      used.map(({ place: { seq, position } }) =>
        slot.servers[0].ledger.usePass({ saleId: sale.id, seq, position: position ?? 0 }),
      ),
    )
  }
}
