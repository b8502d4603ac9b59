import type { Context } from '@hourglass/core/operations'
import { contextOfPartner } from '@hourglass/core/operations'
import type { FastifyRequest } from 'fastify'

/** The shop as the caller sees it. */
export const contextFor = (ctx: Context, { caller }: FastifyRequest): Context =>
  caller ? contextOfPartner(ctx, caller.partner) : ctx

/** Who acts, for the log of operators. */
export const actorOf = ({ caller }: FastifyRequest): string =>
  caller ? `key ${caller.partner} ${caller.keyId}` : 'open'
