'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Confirm } from '../parts/confirm'
import { Mark } from '../parts/mark'
import { Moment } from '../parts/moment'
import { Page, Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { useChange } from '../parts/use-change'
import { type Inputs, type Outputs, useTRPC } from '../shell/api'
import { NewKey } from './new-key'
import { ShownOnce } from './shown-once'

type Key = Outputs['keys']['list']['keys'][number]

/** API keys of partners and operators. */
export function KeysPage() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const found = useQuery(trpc.keys.list.queryOptions({}))
  // No automatic retry: a second response would be a second key.
  const make = useMutation(
    trpc.keys.create.mutationOptions({ onSettled: () => queries.invalidateQueries(trpc.keys.pathFilter()) }),
  )
  const change = useChange(trpc.keys.pathFilter())
  const revoke = useMutation(trpc.keys.revoke.mutationOptions(change))
  return (
    <Page
      title="Keys"
      lead="A partner can have two live keys: the current one and, during rotation, its replacement. The same goes for test keys."
    >
      {make.data && <ShownOnce made={make.data} done={make.reset} />}
      <Refused error={found.error ?? revoke.error} />
      {found.data && (
        <Table
          caption="Keys"
          none="No keys yet."
          rows={found.data.keys}
          keyOf={({ id }) => id}
          columns={[
            { name: 'Partner', wide: true, of: ({ partner }) => partner },
            { name: 'Key', of: ({ hint }) => <code>{hint}</code> },
            { name: 'Kind', of: ({ test }) => (test ? 'test' : 'live') },
            { name: 'Status', of: (key) => <Mark standing={key.revoked_at ? 'over' : 'good'}>{stateWords(key)}</Mark> },
            { name: 'Scopes', of: ({ scopes }) => scopes.join(', ') },
            { name: 'Created', of: ({ created_at }) => <Moment at={created_at} /> },
            { name: 'Last used', of: ({ last_used_at }) => <Moment at={last_used_at} otherwise="never" /> },
            {
              name: '',
              of: (key) =>
                key.revoked_at === null && (
                  <KeyActions of={key} rotate={make.mutate} revoke={({ id }) => revoke.mutate({ id })} />
                ),
            },
          ]}
        />
      )}
      <Section title="New key">
        <NewKey make={make.mutate} error={make.error} isPending={make.isPending} />
      </Section>
    </Page>
  )
}

const stateWords = ({ revoked_at }: Key): string => (revoked_at ? 'revoked' : 'active')

interface KeyActionsProps {
  of: Key
  rotate: (input: Inputs['keys']['create']) => void
  revoke: (key: Key) => void
}

function KeyActions({ of, rotate, revoke }: KeyActionsProps) {
  const { partner, scopes, test, hint } = of
  return (
    <span>
      <button type="button" className="quiet" onClick={() => rotate({ partner, scopes, test })}>
        Rotate<span className="unseen"> the key {hint}</span>
      </button>
      <Confirm name="Revoke" does="Revoke key" keeps="Cancel" quiet done={() => revoke(of)}>
        <p>
          Revoke key {hint} of <strong>{partner}</strong>? Every server refuses it within five seconds. This can’t be
          undone.
        </p>
      </Confirm>
    </span>
  )
}
