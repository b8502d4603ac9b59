import { useConsole } from '../shell/console'
import { refusalWords } from '../shell/refusal'
import styles from './form.module.css'

/** The reason for a refusal or failure. */
export function Refused({ error }: { error: unknown }) {
  const { sentences } = useConsole()
  return error ? (
    <p className={styles.refused} role="alert">
      {refusalWords(error, sentences)}
    </p>
  ) : null
}
