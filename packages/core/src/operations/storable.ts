import { USER_ID_CHARS_MAX } from '../contract/index.ts'

const UNSTORABLE = /[\p{Cc}\p{Cs}]/gu

const member = (raw: unknown, name: string): unknown =>
  typeof raw === 'object' && raw !== null && Object.hasOwn(raw, name) ? Reflect.get(raw, name) : undefined

/** As much of a wrong user id as the ledger can keep: cut to length, with U+FFFD for what cannot be stored. */
export function storableUserId(raw: unknown): string {
  const userId = member(raw, 'user_id')
  return typeof userId === 'string' ? userId.slice(0, USER_ID_CHARS_MAX).replace(UNSTORABLE, '\u{fffd}') : ''
}

/** Those of the ids asked for that are numbers at all, a few at most. */
export function storableItemIds(raw: unknown): number[] {
  const id = member(raw, 'id')
  return (Array.isArray(id) ? id : [id])
    .map((one) => (typeof one === 'string' && /^\d+$/.test(one) ? Number(one) : one))
    .filter((one): one is number => Number.isSafeInteger(one) && Number(one) >= 0)
    .slice(0, 16)
}
