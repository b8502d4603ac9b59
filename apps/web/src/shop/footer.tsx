import Link from 'next/link'
import { FOOTER, PLAY_MONEY } from '../words/about'
import styles from './footer.module.css'

/** `apiOrigin`: for the API's documentation. */
export function Footer({ apiOrigin }: { apiOrigin: string }) {
  return (
    <footer className={styles.footer}>
      <nav aria-label="About">
        <Link href="/how-it-works" prefetch={false}>
          {FOOTER.how}
        </Link>
        <a href="/proof">{FOOTER.proof}</a>
        <a href={`${apiOrigin}/docs`}>{FOOTER.api}</a>
        <Link href="/status" prefetch={false}>
          {FOOTER.status}
        </Link>
        <Link href="/how-it-works#limits" prefetch={false}>
          {FOOTER.limits}
        </Link>
      </nav>
      <p>{PLAY_MONEY}</p>
    </footer>
  )
}
