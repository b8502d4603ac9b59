import styles from './quantity.module.css'

interface QuantityProps {
  of: string
  value: number
  most: number
  change: (value: number) => void
}

/** A stepper: minus, quantity, plus. */
export function Quantity({ of, value, most, change }: QuantityProps) {
  const step = (by: number, words: string, sign: string, can: boolean) => (
    <button type="button" aria-disabled={!can} onClick={() => can && change(value + by)}>
      <span aria-hidden="true">{sign}</span>
      <span className="unseen">
        {words} of {of}
      </span>
    </button>
  )
  return (
    <fieldset className={styles.quantity}>
      <legend className="unseen">Quantity of {of}</legend>
      {step(-1, 'Decrease quantity', '−', value > 1)}
      <output>{value}</output>
      {step(1, 'Increase quantity', '+', value < most)}
    </fieldset>
  )
}
