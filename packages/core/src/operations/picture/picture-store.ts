import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AwsClient } from 'aws4fetch'

/** Where the files of pictures are. Names are content addresses, so a file never changes and writing it again is harmless. */
export interface PictureStore {
  /** Returns once the file is durable. @throws when the store is unavailable */
  write(name: string, file: Uint8Array): Promise<void>
  /** null: there is no such file. @throws when the store is unavailable */
  read(name: string): Promise<Buffer | null>
}

/** How long a bucket may take to answer. */
const BUCKET_MS = 5_000

/** Whether a location is a folder, or the complete address of a bucket. */
export const isPictureStore = (location: string): boolean =>
  !location.startsWith('s3') || !location.includes('://') || bucketOf(location) !== null

/**
 * Opens the store at a location: a folder, or an S3-compatible bucket as `s3://key:secret@host/bucket?region=eu-west-1`. `s3+http://` is
 * for a bucket on the same machine.
 */
export function createPictureStore(location: string): PictureStore {
  const bucket = bucketOf(location)
  return bucket ? createBucketStore(bucket) : createFolderStore(location)
}

/** Files in a folder, which is made with the first one. Several servers may share it. */
const createFolderStore = (folder: string): PictureStore => ({
  async write(name, file) {
    const path = join(folder, name)
    const part = `${path}.${randomUUID()}`
    await mkdir(dirname(path), { recursive: true })
    try {
      // Readers see the whole file or none: it gets its name once it is on the disk.
      const handle = await open(part, 'wx')
      try {
        await handle.writeFile(file)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(part, path)
    } catch (error) {
      await unlink(part).catch(() => undefined)
      throw error
    }
  },
  read: (name) =>
    readFile(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    }),
})

interface Bucket {
  /** Without a slash at the end. */
  url: string
  accessKeyId: string
  secretAccessKey: string
  region: string
}

function bucketOf(location: string): Bucket | null {
  const [, plain, rest] = /^s3(\+http)?:\/\/(.+)$/.exec(location) ?? []
  const address = `${plain ? 'http' : 'https'}://${rest}`
  if (rest === undefined || !URL.canParse(address)) return null
  const { origin, pathname, username, password, searchParams } = new URL(address)
  const path = pathname.replace(/\/$/, '')
  if (!username || !password || path === '') return null
  return {
    url: origin + path,
    accessKeyId: decodeURIComponent(username),
    secretAccessKey: decodeURIComponent(password),
    region: searchParams.get('region') ?? 'us-east-1',
  }
}

function createBucketStore({ url, ...credentials }: Bucket): PictureStore {
  const client = new AwsClient({ ...credentials, service: 's3', retries: 2 })
  const call = async (name: string, init: RequestInit = {}) => {
    const response = await client.fetch(`${url}/${name}`, { ...init, signal: AbortSignal.timeout(BUCKET_MS) })
    if (response.ok || response.status === 404) return response
    throw new Error(`the bucket answered ${response.status}`)
  }
  return {
    async write(name, file) {
      const { ok } = await call(name, {
        method: 'PUT',
        body: new Uint8Array(file),
        headers: { 'content-type': 'image/webp' },
      })
      if (!ok) throw new Error('the bucket does not exist')
    },
    async read(name) {
      const response = await call(name)
      return response.ok ? Buffer.from(await response.arrayBuffer()) : null
    },
  }
}
