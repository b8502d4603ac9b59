'use client'

import { useSearchParams } from 'next/navigation'
import { Suspense, useState } from 'react'
import forms from '../parts/form.module.css'
import { Page } from '../parts/page'
import { AttemptSearch } from './attempt-search'
import { OrderSearch } from './order-search'

/** Finds orders and attempts by any of their fields. Links give the fields in the URL. */
export function SearchPage() {
  return (
    <Suspense>
      <AskedInUrl />
    </Suspense>
  )
}

function AskedInUrl() {
  const { in: what, ...asked } = Object.fromEntries(useSearchParams())
  return <Search key={JSON.stringify({ what, asked })} first={what === 'attempts' ? what : 'orders'} asked={asked} />
}

function Search({ first, asked }: { first: 'orders' | 'attempts'; asked: Record<string, string> }) {
  const [what, choose] = useState(first)
  return (
    <Page title="Search" lead="Orders are what sold. Attempts are all checkout calls, including refused ones.">
      <div className={forms.choices} role="radiogroup" aria-label="Search in">
        {(['orders', 'attempts'] as const).map((kind) => (
          <label key={kind}>
            <input type="radio" name="what" checked={what === kind} onChange={() => choose(kind)} />
            {kind === 'orders' ? 'Orders' : 'Attempts'}
          </label>
        ))}
      </div>
      {what === 'orders' ? <OrderSearch asked={asked} /> : <AttemptSearch asked={asked} />}
    </Page>
  )
}
