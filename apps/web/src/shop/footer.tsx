import { ABOUT } from '../words/about'
import { AboutLinks } from './about-links'
import styles from './footer.module.css'

export function Footer({ apiOrigin }: { apiOrigin: string }) {
  return (
    <footer className={styles.footer}>
      <nav aria-label={ABOUT.title}>
        <AboutLinks apiOrigin={apiOrigin} />
      </nav>
    </footer>
  )
}
