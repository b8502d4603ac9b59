import { useMutation } from '@tanstack/react-query'
import { useShopCache } from '../data/trpc'

interface Change<Input> {
  mutationFn: (input: Input) => Promise<unknown>
  onSuccess?: () => void
}

/** A change of the account. Its page shows the change when it is done. */
export function useAccountChange<Input = void>({ mutationFn, onSuccess }: Change<Input>) {
  const { queries, trpc } = useShopCache()
  return useMutation<unknown, Error, Input>({
    mutationFn,
    async onSuccess() {
      await queries.invalidateQueries(trpc.account.get.queryFilter())
      onSuccess?.()
    },
  })
}
