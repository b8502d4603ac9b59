'use client'

import { useState } from 'react'
import forms from '../parts/form.module.css'
import { Page } from '../parts/page'
import { AttemptSearch } from './attempt-search'
import { OrderSearch } from './order-search'

/** Finds orders and attempts by any of their fields. */
export function SearchPage() {
  const [what, choose] = useState<'orders' | 'attempts'>('orders')
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
      {what === 'orders' ? <OrderSearch /> : <AttemptSearch />}
    </Page>
  )
}
