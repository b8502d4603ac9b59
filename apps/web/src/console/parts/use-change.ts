'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { askingAgain } from '../../buying/asking-again'
import { once } from '../../data/intent'

type Options = Parameters<Parameters<typeof once>[1]>[0]

/**
 * A change that is made once, however often its answer is lost. `intent` says what is meant; `about`: the questions that are to be
 * asked anew afterwards.
 */
export function useChange<Input, Answer>(
  ask: (input: Input, options: Options) => Promise<Answer>,
  { intent, about }: { intent: (input: Input) => string; about: readonly string[] },
) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (input: Input) => once(`console ${intent(input)}`, (options) => ask(input, options)),
    ...askingAgain,
    onSettled: () => queries.invalidateQueries({ predicate: ({ queryKey }) => about.includes(String(queryKey[0])) }),
  })
}
