'use client'

import { useState } from 'react'
import forms from '../parts/form.module.css'
import { Page } from '../parts/page'
import { FindAttempts } from './find-attempts'
import { FindOrders } from './find-orders'

/** Orders and attempts, by whatever is known of them. */
export function FindPage() {
  const [what, choose] = useState<'orders' | 'attempts'>('orders')
  return (
    <Page title="Find" lead="Orders are what was sold. Attempts are every call of checkout, the refused ones too.">
      <div className={forms.choices} role="radiogroup" aria-label="What is looked for">
        {(['orders', 'attempts'] as const).map((kind) => (
          <label key={kind}>
            <input type="radio" name="what" checked={what === kind} onChange={() => choose(kind)} />
            {kind === 'orders' ? 'Orders' : 'Attempts'}
          </label>
        ))}
      </div>
      {what === 'orders' ? <FindOrders /> : <FindAttempts />}
    </Page>
  )
}
