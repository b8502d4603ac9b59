import { HOW_IT_WORKS } from '../words/about'
import styles from './about.module.css'

export function HowItWorks() {
  return (
    <main className={styles.about} id="items">
      <h1>{HOW_IT_WORKS.title}</h1>
      {HOW_IT_WORKS.sections.map(({ id, title, paragraphs }) => (
        <section key={id} id={id}>
          <h2>{title}</h2>
          {paragraphs.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </section>
      ))}
    </main>
  )
}
