import type { Health } from '../data/read-health'
import { AutoRefresh } from '../time/auto-refresh'
import { STATUS } from '../words/about'
import styles from './about.module.css'

const REFRESH_MS = 10_000

/** Whether shoppers can buy right now, and which part is down if they can’t. `health`: null if the API does not answer. */
export function StatusPage({ health }: { health: Health | null }) {
  const words = health === null ? STATUS.down : health.status === 'ok' ? STATUS.up : STATUS.busy
  return (
    <main className={styles.about} id="items">
      <h1>{STATUS.title}</h1>
      <p role="status" data-health={health?.status ?? 'down'}>
        {words}
      </p>
      {health && (
        <dl className={styles.parts}>
          {Object.entries(STATUS.parts).map(([part, name]) => (
            <div key={part} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{STATUS.part(health[part as keyof Health])}</dd>
            </div>
          ))}
        </dl>
      )}
      <AutoRefresh everyMs={REFRESH_MS} />
    </main>
  )
}
