import { useConsole } from '../shell/console'
import { refusalWords } from '../shell/refusal'
import styles from './form.module.css'

/** Why something was not done. */
export function Refused({ error }: { error: unknown }) {
  const { sentences } = useConsole()
  return error ? (
    <p className={styles.refused} role="alert">
      {refusalWords(error, sentences)}
    </p>
  ) : null
}
