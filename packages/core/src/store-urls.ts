import { z } from 'zod'
import { redisNodes } from './redis.ts'

const NOT_A_URL = 'is not a URL: percent-encode special characters in its password, such as / as %2F and # as %23'

/** An environment variable with the address of a PostgreSQL. */
export const postgresUrl = z
  .string({ error: 'is missing' })
  .regex(/^postgres(ql)?:\/\//, { error: 'must begin with postgres://', abort: true })
  .refine((text) => URL.canParse(text), NOT_A_URL)

/** An environment variable with the address of a Redis, or of the nodes of a Redis Cluster. */
export const redisUrl = z
  .string({ error: 'is missing' })
  .regex(/^rediss?:\/\//, { error: 'must begin with redis://', abort: true })
  .refine((text) => redisNodes(text).every((node) => URL.canParse(node)), NOT_A_URL)
