import { qualified, unqualified } from '@hourglass/core/domain'
import { type Caller, type Context, contextOfPartner } from '@hourglass/core/operations'
import type { FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls with a key; null without one. */
    caller: Caller | null
  }
}

/** What a request says, with its buyer named as the ledger names the partner's. No name is none, and stays so. */
export function withQualified(caller: FastifyRequest['caller'], input: unknown): unknown {
  if (!caller || typeof input !== 'object' || input === null || !('user_id' in input)) return input
  const { user_id } = input
  return typeof user_id === 'string' && user_id !== ''
    ? { ...input, user_id: qualified(caller.partner, user_id) }
    : input
}

/** An answer as JSON, with buyers named as the partner named them. */
export function writeFor(caller: FastifyRequest['caller'], value: unknown): string {
  if (!caller) return JSON.stringify(value)
  return JSON.stringify(value, (name, member) =>
    name === 'user_id' && typeof member === 'string' ? (unqualified(caller.partner, member) ?? member) : member,
  )
}

/** The shop as the caller sees it. */
export const contextFor = (ctx: Context, { caller }: FastifyRequest): Context =>
  caller ? contextOfPartner(ctx, caller.partner) : ctx

/** Who acts, for the log of operators. */
export const actorOf = ({ caller }: FastifyRequest): string =>
  caller ? `key ${caller.partner} ${caller.keyId}` : 'open'
