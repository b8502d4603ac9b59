'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Confirm } from '../parts/confirm'
import { Field } from '../parts/field'
import styles from '../parts/form.module.css'
import { Moment } from '../parts/moment'
import { Page, Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { useChange } from '../parts/use-change'
import { type Inputs, useTRPC } from '../shell/api'
import { faultsOf } from '../shell/refusal'

type Role = Inputs['operators']['set']['role']

const ROLES: Record<Role, string> = {
  merchant: 'merchant: its own sales only',
  viewer: 'viewer: reads',
  operator: 'operator: also changes sales, webhooks and gates',
  owner: 'owner: also keys and operators',
}

/** Who may use the console. */
export function OperatorsPage() {
  const trpc = useTRPC()
  const found = useQuery(trpc.operators.list.queryOptions())
  const change = useChange(trpc.operators.pathFilter())
  const set = useMutation(trpc.operators.set.mutationOptions(change))
  const remove = useMutation(trpc.operators.remove.mutationOptions(change))
  const faults = faultsOf(set.error)
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const typed = new FormData(form)
    const input = { email: String(typed.get('email')), role: String(typed.get('role')) as Role }
    set.mutate(input, { onSuccess: () => form.reset() })
  }
  return (
    <Page
      title="Operators"
      lead="Whose account may use this console. A change takes effect on every server within five seconds."
    >
      <Refused error={found.error ?? remove.error} />
      {found.data && (
        <Table
          caption="Operators"
          none="No operators yet."
          rows={found.data.operators}
          keyOf={({ email }) => email}
          columns={[
            { name: 'E-mail', wide: true, of: ({ email }) => email },
            { name: 'Role', of: ({ role }) => role },
            { name: 'Since', of: ({ created_at }) => <Moment at={created_at} /> },
            { name: 'Account', of: ({ account_id }) => (account_id ? 'yes' : 'not signed in yet') },
            {
              name: '',
              of: ({ email }) => (
                <Confirm
                  name="Remove"
                  does="Remove operator"
                  keeps="Cancel"
                  quiet
                  done={() => remove.mutate({ email })}
                >
                  <p>
                    Remove <strong>{email}</strong>? The account stays and may still shop.
                  </p>
                </Confirm>
              ),
            },
          ]}
        />
      )}
      <Section title="Invite or change role" note="the person signs in with this address">
        <form className={styles.form} onSubmit={submit} noValidate>
          <div className={styles.fields}>
            <Field name="E-mail" fault={faults.get('#/email')}>
              {(described) => <input {...described} name="email" type="email" autoComplete="off" spellCheck={false} />}
            </Field>
            <Field name="Role" fault={faults.get('#/role')}>
              {(described) => (
                <select {...described} name="role" defaultValue="viewer">
                  {Object.entries(ROLES).map(([role, words]) => (
                    <option key={role} value={role}>
                      {words}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </div>
          <Refused error={set.error} />
          <div className={styles.buttons}>
            <button type="submit" disabled={set.isPending}>
              Save
            </button>
          </div>
        </form>
      </Section>
    </Page>
  )
}
