import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { hostOf, isPublicAddress, webhookUrlFault } from '../../domain/index.ts'

/** Deadline of a DNS lookup, which a request waits for. */
const RESOLVE_MS = 2_000

/** The addresses of a name; empty if the lookup fails. */
export type Resolve = (name: string) => Promise<string[]>

export const resolveHost: Resolve = async (name) =>
  Promise.race([
    lookup(name, { all: true }).then(
      (found) => found.map(({ address }) => address),
      () => [],
    ),
    delay(RESOLVE_MS, [], { ref: false }),
  ])

/**
 * What is wrong with a webhook URL, or null. A name that does not resolve right now is accepted: every delivery resolves and checks it
 * again.
 */
export async function vetUrl(text: string, allowPrivate: boolean, resolve: Resolve): Promise<string | null> {
  const fault = webhookUrlFault(text, allowPrivate)
  if (fault || allowPrivate) return fault
  const host = hostOf(new URL(text))
  if (isIP(host)) return null
  return (await resolve(host)).every(isPublicAddress) ? null : 'must not resolve to a private network'
}
