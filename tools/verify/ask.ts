import type { Fleet } from '../harness/fleet.ts'
import type { Random } from '../harness/random.ts'

/** Sends a request to a random server. @returns the body of a success; null for a refusal or a lost answer */
export async function ask<Body>(
  { fleet }: { fleet: Pick<Fleet, 'servers'> },
  random: Random,
  path: string,
  body: object,
): Promise<Body | null> {
  const { status, body: found } = await random.pick(fleet.servers).client.send<Body>('POST', path, { body })
  return status >= 200 && status < 300 ? found : null
}
