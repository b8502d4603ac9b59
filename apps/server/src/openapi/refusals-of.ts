import type { RefusalCode } from '@hourglass/core/contract'
import type { Route } from './route.ts'

const CHANGES: readonly Route['method'][] = ['post', 'put', 'delete']

/** Every refusal that a route may answer: its own, and those that come with what it is. */
export function refusalsOf(route: Route): RefusalCode[] {
  const { method, free, scopes, once } = route
  const codes = new Set<RefusalCode>(route.no)
  const add = (when: boolean | undefined, ...more: RefusalCode[]) => {
    if (when) for (const code of more) codes.add(code)
  }
  add(true, 'invalid_request')
  add(CHANGES.includes(method), 'origin_not_allowed', 'body_too_large', 'unsupported_media_type')
  add(once, 'idempotency_key_reused', 'in_progress')
  add(scopes.length > 0, 'key_required', 'scope_missing')
  add(!free, 'key_invalid', 'rate_limited', 'starting', 'unavailable', 'internal_error')
  add(route.path.endsWith('/image.svg'), 'unavailable', 'internal_error')
  return [...codes]
}
