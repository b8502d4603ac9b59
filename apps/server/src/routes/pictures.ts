import { addPictureInput, PICTURE_TYPES, pictureFileInput, UPLOAD_BYTES_MAX } from '@hourglass/core/contract'
import { PictureView } from '@hourglass/core/contract/views'
import { addPicture } from '@hourglass/core/operations'
import { sendProblem } from '../problem.ts'
import { handled, operation } from './route.ts'

/** Uploads, for operators. */
export const uploads = {
  add: operation({
    method: 'post',
    path: '/v1/admin/pictures',
    id: 'addPicture',
    tag: 'Operators',
    summary: 'Upload a picture for items',
    description:
      'Send the file itself as the body, at most 10 MiB: a still JPEG, PNG or WebP picture of 64 to 12,000 pixels on a side and at most 50 megapixels. ' +
      'It is re-encoded, without metadata. The same picture gets the same id again.',
    scopes: ['admin'],
    input: addPictureInput,
    file: PICTURE_TYPES,
    success: { 201: { description: 'Stored.', view: PictureView, headers: ['location'] } },
    refusals: ['busy'],
    audit: { action: 'picture.add' },
    operation: addPicture,
    reply: (reply, picture) => void reply.header('location', picture.url),
    bodyLimit: UPLOAD_BYTES_MAX,
  }),
}

/** The files of uploaded pictures, for everybody. */
export const pictures = {
  file: handled({
    method: 'get',
    path: '/v1/pictures/{id}/{rendition}',
    id: 'readPicture',
    tag: 'Sales',
    summary: 'Get a file of an uploaded picture; it never changes',
    input: pictureFileInput,
    inputIn: 'query',
    scopes: [],
    success: { 200: { description: 'The picture.', type: 'image/webp' } },
    refusals: ['picture_not_found'],
    rateLimit: 'pictures',
    async handle({ reply, input }, { pictureFile }) {
      const outcome = await pictureFile(input)
      return outcome.ok
        ? reply.headers(PICTURE_HEADERS).type('image/webp').send(outcome.value)
        : sendProblem(reply, outcome)
    },
  }),
}

/** Of a file that never changes, from anywhere, and that nothing in it can make active. */
export const PICTURE_HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
}
