import type { Api } from './client'

type Call = (...given: unknown[]) => Promise<unknown>
type Node = { [name: string]: Node } & Call

/** An API whose client is loaded with the first call, so that the page's first load does not carry it. For queries and mutations. */
export function apiLater(load: () => Promise<Api>): Api {
  let loading: Promise<Api> | undefined
  const open = () => {
    loading ??= load().catch((error) => {
      loading = undefined
      throw error
    })
    return loading
  }
  const nodeAt = (path: readonly string[]): Node =>
    new Proxy((() => {}) as unknown as Node, {
      get: (_, name) => nodeAt([...path, String(name)]),
      async apply(_, __, given: unknown[]) {
        const api = (await open()) as unknown as Node
        return path.reduce((node, name) => node[name] as Node, api)(...given)
      },
    })
  return nodeAt([]) as unknown as Api
}
