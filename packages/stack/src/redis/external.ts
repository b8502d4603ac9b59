import { placeOf, reasonOf, StackError } from '../stack-error.ts'
import { askFacts } from './client.ts'

/** The version of the server at `url`, of a Redis Cluster's first node. Throws `StackError` when it does not answer. */
export async function checkExternalRedis(redisUrl: string, report: (line: string) => void): Promise<string> {
  const [url = ''] = redisUrl.split(',')
  const { version, maxmemoryPolicy } = await askFacts(url).catch((error) => {
    throw new StackError(
      `Redis at ${placeOf(url)} does not answer (${reasonOf(error)}): correct REDIS_URL, start that server, or leave REDIS_URL out to use the embedded one.`,
    )
  })
  if (maxmemoryPolicy !== 'noeviction') {
    report(`Redis at ${placeOf(url)} may evict keys (maxmemory-policy ${maxmemoryPolicy}): set it to noeviction.`)
  }
  return version
}
