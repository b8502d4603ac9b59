import type { AppRouter } from '@hourglass/server/trpc'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import type { TRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { createContext, use, useMemo } from 'react'
import type { Api } from './client'

export type Trpc = TRPCOptionsProxy<AppRouter>

export const TrpcContext = createContext<Trpc | null>(null)

export function useTRPC(): Trpc {
  const trpc = use(TrpcContext)
  if (!trpc) throw new Error('useTRPC is used outside of ShopProvider')
  return trpc
}

/** The query cache and the keys of its queries. */
export interface ShopCache {
  queries: QueryClient
  trpc: Trpc
}

export function useShopCache(): ShopCache {
  const queries = useQueryClient()
  const trpc = useTRPC()
  return useMemo(() => ({ queries, trpc }), [queries, trpc])
}

type Call = (...given: unknown[]) => unknown
type Node = { [name: string]: Node } & Call

/** The function at a path of the API. */
const at = (api: Api, path: string[]): Call => path.reduce((node, name) => node[name] as Node, api as unknown as Node)

/** A proxy that passes the path of a called function and its arguments to `call`. */
function proxyOf(call: (path: string[], given: unknown[]) => unknown, path: string[] = []): unknown {
  return new Proxy(() => {}, {
    get: (_, name) => proxyOf(call, [...path, String(name)]),
    apply: (_, __, given: unknown[]) => call(path, given),
  })
}

/** An API whose client loads on the first call, outside of the page's first load. Queries and mutations only. */
export function apiLater(load: () => Promise<Api>): Api {
  let loading: Promise<Api> | undefined
  const open = () => {
    loading ??= load().catch((error) => {
      loading = undefined
      throw error
    })
    return loading
  }
  const call = async (path: string[], given: unknown[]) => {
    const api = await open()
    return at(api, path)(...given)
  }
  return proxyOf(call) as Api
}

/**
 * Query keys and options with the types of tRPC's own integration. Its runtime, which includes the whole client and
 * the server core, exceeds the budget of the first load; only the console uses it.
 */
export function optionsOf(api: Api): Trpc {
  return proxyOf((names, [input, options]) => {
    const path = names.slice(0, -1)
    const keyOf = (type: string) => [path, input === undefined ? { type } : { input, type }]
    const query = at(api, [...path, 'query'])
    switch (names.at(-1)) {
      case 'pathKey':
        return [path]
      case 'queryKey':
        return keyOf('query')
      case 'queryFilter':
        return { ...(options as object), queryKey: keyOf('query') }
      case 'queryOptions':
        return { ...(options as object), queryKey: keyOf('query'), queryFn: () => query(input) }
      case 'infiniteQueryOptions':
        return {
          ...(options as object),
          queryKey: keyOf('infinite'),
          queryFn: ({ pageParam: cursor }: { pageParam: unknown }) =>
            query(cursor === null ? input : { ...(input as object), cursor }),
          initialPageParam: null,
        }
      default:
        throw new Error(`${names.join('.')} is not for the shop`)
    }
  }) as Trpc
}
