import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Told, useTRPC, useTRPCClient } from './api'
import { isOut } from './console'

/** A revoked key is noticed within the three seconds that a server remembers it, and this. */
const ASK_MS = 1_500

/** Who has signed in; null: nobody. `wasIn`: somebody had, a moment ago. */
export interface Session {
  operator: Told['session']['get'] | null
  wasIn: boolean
  /** What is to be known of having signed out. */
  warning?: string
}

/** Asked every ASK_MS while somebody is in. Being out is an answer, and no failure: it stands until somebody signs in. */
export function useSession() {
  const client = useTRPCClient()
  const session = useTRPC().session.pathKey()
  const queries = useQueryClient()
  return useQuery({
    queryKey: session,
    queryFn: async (): Promise<Session> => {
      const before = queries.getQueryData<Session>(session)
      try {
        return { operator: await client.session.get.query(), wasIn: false }
      } catch (error) {
        if (!isOut(error)) throw error
        return { operator: null, wasIn: before?.operator ? true : (before?.wasIn ?? false) }
      }
    },
    refetchInterval: ({ state }) => (state.data?.operator === null ? false : ASK_MS),
    retry: false,
  })
}
