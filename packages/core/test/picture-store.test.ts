/** The two picture stores: a folder, and an S3-compatible bucket at a server that checks the form of signatures and the key, not the signature. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
import { createPictureStore, isPictureStore } from '../src/operations/picture/picture-store.ts'

/** npx keeps the S3 server in npm's cache, as it does Newman: `npm start` installs every package and needs none of its 90. */
const S3 = ['--yes', 's3rver@3.7.1']
const shell = { env: { ...process.env, npm_config_ignore_scripts: 'true', npm_config_prefer_offline: 'true' } }
const skip =
  spawnSync('npx', [...S3, '--version'], shell).status !== 0 &&
  's3rver is not in the npm cache and cannot be downloaded'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-pictures-'))
})
after(() => rm(folder, { recursive: true }))

const file = Buffer.from('a picture')

describe('a folder', () => {
  test('returns what was written, and null for what was not', async () => {
    const store = createPictureStore(join(folder, 'new'))
    assert.equal(await store.read('id/large.webp'), null)
    await Promise.all(Array.from({ length: 10 }, () => store.write('id/large.webp', file)))
    assert.deepEqual(await store.read('id/large.webp'), file)
    assert.deepEqual(await readdir(join(folder, 'new/id')), ['large.webp'], 'no unfinished file is left')
  })

  test('that cannot be written is an error', async () => {
    await assert.rejects(createPictureStore('/dev/null/pictures').write('id/large.webp', file))
  })
})

describe('a bucket', { skip }, () => {
  let child: ChildProcess
  let port: number
  before(async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => probe.once('listening', resolve))
    port = (probe.address() as { port: number }).port
    await new Promise((resolve) => probe.close(resolve))
    const options = ['-a', '127.0.0.1', '-p', String(port), '-d', join(folder, 's3'), '--configure-bucket', 'pictures']
    child = spawn('npx', [...S3, ...options], { ...shell, detached: true, stdio: 'ignore' })
    await until('the S3 server answers', () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      ),
    )
  })
  after(() => process.kill(-(child.pid ?? 0)))

  const storeAt = (path: string) => createPictureStore(`s3+http://S3RVER:S3RVER@127.0.0.1:${port}/${path}`)

  test('returns what was written, and null for what was not', async () => {
    const store = storeAt('pictures')
    assert.equal(await store.read('id/large.webp'), null)
    await store.write('id/large.webp', file)
    assert.deepEqual(await store.read('id/large.webp'), file)
  })

  test('that does not exist, does not know the key or is away is an error', async () => {
    await assert.rejects(storeAt('nowhere').write('id/large.webp', file), /does not exist/)
    const wrong = createPictureStore(`s3+http://wrong:S3RVER@127.0.0.1:${port}/pictures`)
    await assert.rejects(wrong.write('id/large.webp', file), /403/)
    await assert.rejects(createPictureStore('s3+http://a:b@127.0.0.1:9/pictures').read('id/large.webp'))
  })
})

test('an incomplete address of a bucket is not taken for a folder', () => {
  for (const location of ['s3://bucket', 's3://key@host/bucket', 's3://key:secret@host', 's3://key:secret@host/'])
    assert.equal(isPictureStore(location), false, location)
  for (const location of ['/pictures', 's3-pictures', 's3://key:se%2Fcret@host/bucket?region=eu-west-1'])
    assert.equal(isPictureStore(location), true, location)
})
