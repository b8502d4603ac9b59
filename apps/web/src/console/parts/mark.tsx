import styles from './mark.module.css'

/** A status, shown by word and shape; color only repeats it. */
export type Standing = 'good' | 'waiting' | 'warn' | 'bad' | 'over'

export function Mark({ standing, children }: { standing: Standing; children: string }) {
  return (
    <span className={styles.mark} data-standing={standing}>
      {children}
    </span>
  )
}
