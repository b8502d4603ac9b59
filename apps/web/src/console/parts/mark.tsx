import styles from './mark.module.css'

/** How something stands: told by its word and by a shape; the colour only says it once more. */
export type Standing = 'good' | 'waiting' | 'warn' | 'bad' | 'over'

export function Mark({ standing, children }: { standing: Standing; children: string }) {
  return (
    <span className={styles.mark} data-standing={standing}>
      {children}
    </span>
  )
}
