/** Pictures and descriptions of merchants' items: what is accepted, what is refused, and what is served. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { type Answer, createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

const upload = (file: Uint8Array, type: string): Promise<Answer> =>
  stage.send('/v1/admin/pictures', {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Uint8Array(file),
  })

async function fileAt(path: string): Promise<{ headers: Headers; file: Buffer }> {
  const response = await fetch(stage.origin + path)
  assert.equal(response.status, 200)
  return { headers: response.headers, file: Buffer.from(await response.arrayBuffer()) }
}

/** A picture whose left half is red and whose right half is blue. */
const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#0000ff' } }).composite([
    {
      input: { create: { width: Math.round(width / 2), height, channels: 3, background: '#ff0000' } },
      left: 0,
      top: 0,
    },
  ])

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A PNG that claims these dimensions, over the given pixel data. */
function png(width: number, height: number, pixels: Buffer, more: Buffer[] = []): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const rest = [chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([signature, chunk('IHDR', header), ...more, ...rest])
}

const gray = (width: number, height: number): Buffer => Buffer.alloc((width + 1) * height)

describe('an uploaded picture', () => {
  test('is re-encoded as two WebP files, upright and without metadata', async () => {
    // Orientation 6: the camera was turned, so the file is shown with its left side up.
    const exif = { IFD0: { Copyright: 'SECRET-PLACE' } }
    const photo = await halves(1_600, 1_000).withExif(exif).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    assert.equal(photo.includes('SECRET-PLACE') || (await sharp(photo).metadata()).orientation === 6, true)
    const { status, body, headers } = await upload(photo, 'image/jpeg')
    assert.deepEqual([status, body.width, body.height], [201, 750, 1_200])
    assert.equal(headers.get('location'), body.url)

    const large = await fileAt(body.url)
    const small = await fileAt(body.url.replace('large', 'small'))
    const seen = await sharp(large.file).metadata()
    assert.deepEqual(
      [seen.format, seen.width, seen.height, seen.exif, seen.orientation],
      ['webp', 750, 1_200, undefined, undefined],
    )
    assert.deepEqual((await sharp(small.file).metadata()).height, 480)
    const { data } = await sharp(large.file).raw().toBuffer({ resolveWithObject: true })
    assert.equal((data[0] ?? 0) > 200, true, 'the red half is at the top')
    assert.equal(createHash('sha256').update(large.file).update(small.file).digest('hex'), body.id)
  })

  test('has an address on our origin that caches may keep for ever and that cannot run anything', async () => {
    const { body } = await upload(await halves(300, 200).png().toBuffer(), 'image/png')
    assert.equal(body.url, `/v1/pictures/${body.id}/large.webp`)
    const { headers } = await fileAt(body.url)
    assert.deepEqual(
      ['content-type', 'cache-control', 'x-content-type-options', 'content-security-policy'].map((name) =>
        headers.get(name),
      ),
      [
        'image/webp',
        'public, max-age=31536000, immutable',
        'nosniff',
        "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      ],
    )
  })

  test('keeps its id when it is sent again, by thirty requests at once', async () => {
    const file = await halves(200, 100).webp().toBuffer()
    const first = await upload(file, 'image/webp')
    const answers = await Promise.all(Array.from({ length: 30 }, () => upload(file, 'image/webp')))
    const stored = answers.filter(({ status }) => status === 201)
    assert.deepEqual(new Set(stored.map(({ body }) => body.id)), new Set([first.body.id]))
    assert.equal(
      answers.every(({ status, body }) => status === 201 || body.code === 'busy'),
      true,
    )
  })

  test('has as many pixels as its header says, whatever follows', async () => {
    const { body } = await upload(png(64, 64, gray(11_000, 11_000)), 'image/png')
    assert.deepEqual([body.width, body.height], [64, 64])
  })

  test('that is not known is 404, and an address that is not one of ours is 400', async () => {
    const id = '0'.repeat(64)
    assert.deepEqual((await stage.get(`/v1/pictures/${id}/large.webp`)).body.code, 'picture_not_found')
    for (const path of [`/v1/pictures/${id}/huge.webp`, '/v1/pictures/..%2f..%2fetc/large.webp'])
      assert.equal((await stage.get(path)).body.code, 'invalid_request', path)
  })
})

describe('a file is refused', () => {
  const refused = async (file: Uint8Array, type: string, status: number, detail: RegExp) => {
    const answer = await upload(file, type)
    assert.equal(answer.status, status, JSON.stringify(answer.body))
    assert.match(answer.body.detail, detail)
  }

  test('that is an SVG with a script, whatever it says it is', async () => {
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><script>alert(1)</script></svg>',
    )
    await refused(svg, 'image/svg+xml', 415, /image\/jpeg, image\/png, image\/webp/)
    await refused(svg, 'image/png', 400, /is not a JPEG, PNG or WebP file/)
  })

  test('that is of another type than it says', async () => {
    await refused(await halves(99, 99).png().toBuffer(), 'image/jpeg', 400, /is not image\/jpeg but image\/png/)
    await refused(await halves(99, 99).gif().toBuffer(), 'image/gif', 415, /image\/jpeg/)
    await refused(await halves(99, 99).gif().toBuffer(), 'image/png', 400, /is not a JPEG, PNG or WebP file/)
    await refused(await halves(99, 99).tiff().toBuffer(), 'image/webp', 400, /is not a JPEG, PNG or WebP file/)
    await refused(Buffer.from('{"a":1}'), 'application/json', 415, /Send the file itself/)
  })

  test('that is empty, no picture, or cut off', async () => {
    await refused(Buffer.alloc(0), 'image/png', 400, /./)
    await refused(Buffer.from('GIF89a'), 'image/png', 400, /is not a JPEG/)
    const photo = await sharp(Buffer.from(Array.from({ length: 300 * 300 * 3 }, (_, i) => (i * 7_919) % 251)), {
      raw: { width: 300, height: 300, channels: 3 },
    })
      .png()
      .toBuffer()
    await refused(photo.subarray(0, photo.length / 2), 'image/png', 400, /is damaged/)
  })

  test('that is animated, as WebP and as PNG', async () => {
    const frames = await sharp(
      await Promise.all(
        ['#ff0000', '#00ff00'].map((background) =>
          sharp({ create: { width: 80, height: 80, channels: 3, background } })
            .png()
            .toBuffer(),
        ),
      ),
      { join: { animated: true } },
    )
      .webp({ loop: 0, delay: [100, 100] })
      .toBuffer()
    await refused(frames, 'image/webp', 400, /is animated/)
    await refused(png(80, 80, gray(80, 80), [chunk('acTL', Buffer.alloc(8))]), 'image/png', 400, /is animated/)
  })

  test('that is a decompression bomb, before it is decoded', async () => {
    // A megabyte that says it has ten billion pixels, and one that is within the side limit but not the area.
    await refused(png(100_000, 100_000, gray(1_000, 1_000)), 'image/png', 400, /at most 12,000 on a side/)
    await refused(png(11_000, 11_000, gray(11_000, 11_000)), 'image/png', 400, /50 million in all/)
  })

  test('that is too small or has too many bytes', async () => {
    await refused(png(63, 200, gray(63, 200)), 'image/png', 400, /at least 64/)
    await refused(Buffer.alloc(10 * 1_024 * 1_024 + 1), 'image/png', 413, /./)
  })
})

describe('an item', () => {
  const open = (item: object) =>
    stage.postJson('/v1/admin/sales', { name: 'Coats', items: [{ name: 'Blue coat', stock: 1, price: 100, ...item }] })

  test('shows its picture and description', async () => {
    const { body: picture } = await upload(await halves(300, 200).jpeg().toBuffer(), 'image/jpeg')
    const description = `<b>bold</b> & "quoted"\nمعطف أزرق ${'x'.repeat(4_900)}`
    const { body: sale } = await open({ picture: picture.id, description })
    const { body: item } = await stage.get(`/v1/items/${sale.first_item_id}`)
    assert.deepEqual([item.image_url, item.description], [picture.url, description])
  })

  test('without a picture has a card with its name, as text', async () => {
    const { body: sale } = await open({ name: '<script>x</script>' })
    const card = await stage.get(`/v1/items/${sale.first_item_id}/image.svg`)
    assert.equal(card.type, 'image/svg+xml')
    assert.match(card.body, /&lt;script/)
    assert.doesNotMatch(card.body, /<script/)
  })

  for (const [what, item, pointer] of [
    ['a picture that was not uploaded', { picture: 'a'.repeat(64) }, '#/items/0/picture'],
    ['an address as its picture', { picture: 'https://cdn.example/c.png' }, '#/items/0/picture'],
    ['the address of a picture elsewhere', { image_url: 'https://cdn.example/c.png' }, '#/items/0/image_url'],
    ['5,001 characters of description', { description: 'x'.repeat(5_001) }, '#/items/0/description'],
    ['an empty description', { description: ' \n ' }, '#/items/0/description'],
  ] as const)
    test(`with ${what} is refused with a pointer to the field`, async () => {
      const { status, body } = await open(item)
      assert.deepEqual([status, body.code, body.errors[0].pointer], [400, 'invalid_request', pointer])
    })
})
