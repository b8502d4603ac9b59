import { useQuery, useQueryClient } from '@tanstack/react-query'
import { troubleOf } from '../../data/problem'
import { type Outputs, useTRPC, useTRPCClient } from './api'
import { isSignedOut } from './console'

/** A revoked session or role is noticed within this time plus the server's three-second cache. */
const POLL_MS = 1_500

/** `operator`: null if not signed in. `wasSignedIn`: an operator was signed in before. */
export interface Session {
  operator: Outputs['session']['get'] | null
  wasSignedIn: boolean
  /** Why the operator is not signed in. */
  refusal?: string
}

/** Polls while an account is signed in, with a role or without. Being signed out is a result, not an error, and ends the polling. */
export function useSession() {
  const client = useTRPCClient()
  const session = useTRPC().session.pathKey()
  const queries = useQueryClient()
  return useQuery({
    queryKey: session,
    queryFn: async (): Promise<Session> => {
      const before = queries.getQueryData<Session>(session)
      try {
        return { operator: await client.session.get.query(), wasSignedIn: false }
      } catch (error) {
        if (!isSignedOut(error)) throw error
        const trouble = troubleOf(error)
        return {
          operator: null,
          wasSignedIn: before?.operator ? true : (before?.wasSignedIn ?? false),
          ...(trouble !== 'connection_lost' && { refusal: trouble.code }),
        }
      }
    },
    refetchInterval: ({ state: { data } }) =>
      data?.operator === null && data.refusal !== 'role_missing' ? false : POLL_MS,
    retry: false,
  })
}
