import { z } from 'zod'

/** Everything that is answered, by the name that it has in the OpenAPI document. */
export const views = z.registry<{ id: string }>()

/** Names a view. Its schema is the contract; the type is inferred from it. */
export const view = <Shape extends z.ZodRawShape>(id: string, shape: Shape) => z.object(shape).register(views, { id })

/** A whole number of things. */
export const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
export const timestamp = z.iso.datetime()
