import { z } from 'zod'

/** Media types that can be uploaded. SVG is not among them: it can contain scripts. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const
export type PictureType = (typeof PICTURE_TYPES)[number]

/** The two files of a picture, and the longest side of each in pixels. */
export const RENDITIONS = { 'large.webp': 1_200, 'small.webp': 480 } as const
export type Rendition = keyof typeof RENDITIONS

/** The address of a picture's file at the API. It never changes: the id is the SHA-256 of the two files. */
export const picturePath = (id: string, rendition: Rendition): string => `/v1/pictures/${id}/${rendition}`

export const pictureId = z
  .string('must be the id of a picture')
  .regex(/^[0-9a-f]{64}$/, 'must be the id of a picture: 64 hex digits')

/** An upload: the media type that it says it has, and the file in base64. */
export const addPictureInput = z.strictObject({
  type: z.enum(PICTURE_TYPES, `must be one of ${PICTURE_TYPES.join(', ')}`),
  data: z.base64('must be base64'),
})
export const pictureFileInput = z.strictObject({
  id: pictureId.meta({ examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'] }),
  rendition: z.enum(Object.keys(RENDITIONS) as [Rendition], 'must be large.webp or small.webp'),
})
