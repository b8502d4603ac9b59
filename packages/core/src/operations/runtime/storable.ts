import { USER_ID_CHARS_MAX } from '../../contract/index.ts'

const UNSTORABLE = /[\p{Cc}\p{Cs}]/gu

/** Makes text storable: truncated to a length in UTF-16 code units, with U+FFFD for characters that PostgreSQL cannot store. */
export const storableText = (text: string, charsMax: number): string =>
  text.slice(0, charsMax).replace(UNSTORABLE, '\u{fffd}')

const member = (raw: unknown, name: string): unknown =>
  typeof raw === 'object' && raw !== null && Object.hasOwn(raw, name) ? Reflect.get(raw, name) : undefined

/** The storable part of an invalid user id. */
export function storableUserId(raw: unknown): string {
  const userId = member(raw, 'user_id')
  return typeof userId === 'string' ? storableText(userId, USER_ID_CHARS_MAX) : ''
}

/** The requested ids that are whole numbers, at most 16. */
export function storableItemIds(raw: unknown): number[] {
  const id = member(raw, 'id')
  return (Array.isArray(id) ? id : [id])
    .map((one) => (typeof one === 'string' && /^\d+$/.test(one) ? Number(one) : one))
    .filter((one): one is number => Number.isSafeInteger(one) && Number(one) >= 0)
    .slice(0, 16)
}
