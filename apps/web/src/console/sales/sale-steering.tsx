'use client'

import { Confirm } from '../parts/confirm'
import forms from '../parts/form.module.css'
import { Refused } from '../parts/refused'
import { useChange } from '../parts/use-change'
import type { Told } from '../shell/api'
import { useConsole } from '../shell/console'

/** Pause, resume, close. */
export function SaleSteering({ sale }: { sale: Told['sales']['get'] }) {
  const { api } = useConsole()
  const { id, status, name } = sale
  const steer = useChange((to: 'pause' | 'resume' | 'close', options) => api.sales[to].mutate({ id }, options), {
    intent: (to) => `sale.${to} ${id}`,
    about: ['sale', 'sales', 'gate', 'books'],
  })
  if (status === 'closed')
    return <p>It is over for good. What is held may still be confirmed until its own deadline.</p>
  return (
    <div className={forms.form}>
      <div className={forms.buttons}>
        {status === 'paused' ? (
          <button type="button" disabled={steer.isPending} onClick={() => steer.mutate('resume')}>
            Resume
          </button>
        ) : (
          status !== 'sold_out' && (
            <button type="button" disabled={steer.isPending} onClick={() => steer.mutate('pause')}>
              Pause
            </button>
          )
        )}
        <Confirm
          name="Close"
          does="Close it for good"
          keeps="Keep it"
          disabled={steer.isPending}
          done={() => steer.mutate('close')}
        >
          <p>
            Close <strong>{name}</strong>? Nothing of it is sold any more, and it cannot be opened again. What is held
            may still be confirmed until its own deadline.
          </p>
        </Confirm>
      </div>
      <Refused error={steer.error} />
    </div>
  )
}
