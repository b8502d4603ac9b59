import { z } from 'zod'

/** All response schemas, by their name in the OpenAPI document. */
export const views = z.registry<{ id: string }>()

/** Defines and names a view. The schema is the contract; the type is inferred from it. */
export const view = <Shape extends z.ZodRawShape>(id: string, shape: Shape) => z.object(shape).register(views, { id })

/** A non-negative integer. */
export const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
export const timestamp = z.iso.datetime()
