'use client'

import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { Suspense, useState } from 'react'
import { ofWords } from '../../words/find'
import forms from '../parts/form.module.css'
import { Page } from '../parts/page'
import { AttemptSearch } from './attempt-search'
import { FindForm } from './find-form'
import { Found } from './found'
import { OrderSearch } from './order-search'

/** Finds anything by its id, and lists orders and attempts. What is asked for is in the URL. */
export function SearchPage() {
  return (
    <Suspense>
      <AskedInUrl />
    </Suspense>
  )
}

function AskedInUrl() {
  const { in: what, id = '', ...asked } = Object.fromEntries(useSearchParams())
  return (
    <Page title="Search" lead="Orders are what sold. Attempts are all checkout calls, including refused ones.">
      <FindForm asked={id} />
      {id.trim() === '' ? (
        <Lists key={JSON.stringify({ what, asked })} first={what === 'attempts' ? what : 'orders'} asked={asked} />
      ) : (
        <Found id={id.trim()} />
      )}
    </Page>
  )
}

function Lists({ first, asked }: { first: 'orders' | 'attempts'; asked: Record<string, string> }) {
  const [what, choose] = useState(first)
  const limits = Object.entries(asked).flatMap(([member, value]) =>
    ofWords[member] ? [`${ofWords[member]} ${value}`] : [],
  )
  return (
    <>
      <div className={forms.choices} role="radiogroup" aria-label="List">
        {(['orders', 'attempts'] as const).map((kind) => (
          <label key={kind}>
            <input type="radio" name="what" checked={what === kind} onChange={() => choose(kind)} />
            {kind === 'orders' ? 'Orders' : 'Attempts'}
          </label>
        ))}
      </div>
      {limits.length > 0 && (
        <p className={forms.limits}>
          <span>
            Of <strong>{limits.join(', ')}</strong>.
          </span>{' '}
          <Link href={`/console/search?in=${what}`} prefetch={false}>
            Show all
          </Link>
        </p>
      )}
      {what === 'attempts' && limits.length === 0 && (
        <p className={forms.limits}>
          <span>Of the newest sale.</span>{' '}
          <Link href="/console/search?in=attempts&sale_id=0" prefetch={false}>
            Attempts that named no item
          </Link>
        </p>
      )}
      {what === 'orders' ? <OrderSearch asked={asked} /> : <AttemptSearch asked={asked} />}
    </>
  )
}
