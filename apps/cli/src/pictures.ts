import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { addPicture } from '@hourglass/core/operations'
import { reasonOf } from '@hourglass/stack'
import type { Command } from './command.ts'
import { act } from './stores.ts'
import { UsageError } from './usage-error.ts'

const TYPES: Record<string, string> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
}

const add: Command = {
  usage: '<coat.jpg>',
  summary: 'Uploads a picture for items and prints its id',
  words: [1, 1],
  async run(shop, { words: [path = ''] }) {
    const type = TYPES[extname(path).toLowerCase()]
    if (!type) throw new UsageError(`${path} must end in .jpg, .jpeg, .png or .webp.`)
    const file = await readFile(path).catch((error) => {
      throw new UsageError(`${path} cannot be read: ${reasonOf(error)}`)
    })
    const ctx = await shop.ctx()
    const picture = await act(ctx, 'picture.add', '', () => addPicture(ctx, { type, data: file.toString('base64') }))
    return { value: picture, lines: [picture.id] }
  },
}

export const pictures = { 'picture add': add }
