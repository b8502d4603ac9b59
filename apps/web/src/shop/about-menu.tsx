import { ABOUT } from '../words/about'
import { AboutLinks } from './about-links'
import styles from './about-menu.module.css'

/** The footer's links, at the top: on a drop's page the footer is below ten thousand items. */
export function AboutMenu({ apiOrigin }: { apiOrigin: string }) {
  return (
    <div className={styles.about}>
      <button type="button" popoverTarget="about">
        {ABOUT.title}
      </button>
      <div id="about" popover="auto">
        <AboutLinks apiOrigin={apiOrigin} />
      </div>
    </div>
  )
}
