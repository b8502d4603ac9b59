import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redisNodes } from './redis.ts'

test('every node of a Redis Cluster URL gets the scheme and the credentials of the first', () => {
  assert.deepEqual(redisNodes('redis://a:6379'), ['redis://a:6379'])
  assert.deepEqual(redisNodes('redis://a:6379,b:6379'), ['redis://a:6379', 'redis://b:6379'])
  assert.deepEqual(redisNodes('rediss://me:p%40ss@a:6379,b:6379'), [
    'rediss://me:p%40ss@a:6379',
    'rediss://me:p%40ss@b:6379',
  ])
})
