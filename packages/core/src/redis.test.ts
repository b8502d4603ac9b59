import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redisNodes } from './redis.ts'

test('every node of a Redis Cluster is asked as the first one is: by its scheme, as its user', () => {
  assert.deepEqual(redisNodes('redis://a:6379'), ['redis://a:6379'])
  assert.deepEqual(redisNodes('redis://a:6379,b:6379'), ['redis://a:6379', 'redis://b:6379'])
  assert.deepEqual(redisNodes('rediss://me:p%40ss@a:6379,b:6379'), [
    'rediss://me:p%40ss@a:6379',
    'rediss://me:p%40ss@b:6379',
  ])
})
