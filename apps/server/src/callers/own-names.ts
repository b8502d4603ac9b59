import { isTestPrincipal, qualified, unqualified } from '@hourglass/core/domain'
import { type Caller, type Context, contextOfPartner } from '@hourglass/core/operations'
import type { FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Owner of the request's key; null without a key. */
    caller: Caller | null
  }
}

/** Qualifies `user_id` in the input with the partner's name, as the ledger stores it. An absent or empty name stays as it is. */
export function withQualified(caller: FastifyRequest['caller'], input: unknown): unknown {
  if (!caller || typeof input !== 'object' || input === null || !('user_id' in input)) return input
  const { user_id } = input
  return typeof user_id === 'string' && user_id !== ''
    ? { ...input, user_id: qualified(caller.partner, user_id) }
    : input
}

/** Serializes a response for a caller, with `user_id` as the partner sent it. */
export function writeFor(caller: FastifyRequest['caller'], value: unknown): string {
  if (!caller) return JSON.stringify(value)
  return JSON.stringify(value, (name, member) =>
    name === 'user_id' && typeof member === 'string' ? (unqualified(caller.partner, member) ?? member) : member,
  )
}

/** Whether the request has a test key: it sees the test sales of its partner and nothing else. */
export const hasTestKey = ({ caller }: FastifyRequest): boolean => caller !== null && isTestPrincipal(caller.partner)

/** The context of a request: with its pass, and for a partner, restricted to its own data. */
export function contextFor(ctx: Context, { caller, headers }: FastifyRequest): Context {
  const own = caller ? contextOfPartner(ctx, caller.partner) : ctx
  const { 'hourglass-pass': pass } = headers
  return typeof pass === 'string' ? { ...own, pass } : own
}

/** The actor of a request in the audit log. */
export const actorOf = ({ caller }: FastifyRequest): string =>
  caller ? `key ${caller.partner} ${caller.keyId}` : 'open'
