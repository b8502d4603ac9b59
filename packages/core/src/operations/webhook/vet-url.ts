import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { hostOf, isPublicAddress, webhookUrlFault } from '../../domain/index.ts'

/** Longest that looking up a name may take: a request waits for it. */
const RESOLVE_MS = 2_000

/** The addresses of a name; none when it cannot be looked up now. */
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
 * What is wrong with a webhook's address, or null. A name that cannot be looked up at the moment is taken: it is looked
 * up and vetted at every connection.
 */
export async function vetUrl(text: string, allowPrivate: boolean, resolve: Resolve): Promise<string | null> {
  const fault = webhookUrlFault(text, allowPrivate)
  if (fault || allowPrivate) return fault
  const host = hostOf(new URL(text))
  if (isIP(host)) return null
  return (await resolve(host)).every(isPublicAddress) ? null : 'must not lead into a private network'
}
