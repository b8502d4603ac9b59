import { placeOf, reasonOf, StackError } from '../stack-error.ts'
import { fetchFacts } from './client.ts'

/** The version of the server at `url`; for a Redis Cluster, of its first node. Throws `StackError` if it does not answer. */
export async function checkExternalRedis(redisUrl: string, report: (line: string) => void): Promise<string> {
  const [url = ''] = redisUrl.split(',')
  const { version, maxmemoryPolicy } = await fetchFacts(url).catch((error) => {
    throw new StackError(
      `Redis at ${placeOf(url)} does not answer (${reasonOf(error)}): correct REDIS_URL, start that server, or unset REDIS_URL to use the embedded one.`,
    )
  })
  if (maxmemoryPolicy !== 'noeviction') {
    report(`Redis at ${placeOf(url)} may evict keys (maxmemory-policy ${maxmemoryPolicy}): set it to noeviction.`)
  }
  return version
}
