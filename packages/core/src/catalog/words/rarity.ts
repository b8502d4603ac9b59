import type { TraitCounts } from '../counts.ts'
import type { Form, Traits } from '../traits.ts'

const plural = (form: Form): string => (form === 'hourglass' ? 'hourglasses' : `${form}s`)

/** 1234567 as '1,234,567', the same in every locale. */
const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

function oneOf(count: number, several: string, single: string): string {
  if (count < 1) throw new RangeError('the counts belong to a sale without this item')
  return count === 1 ? `The only ${single}` : `1 of ${grouped(count)} ${several}`
}

/**
 * The item's rarest trait in words: "1 of 38 in obsidian", "1 of 290 beacons", "The only latticed one".
 * Throws RangeError when the counts belong to another sale.
 */
export function rarityWords({ form, material, pattern, palette }: Traits, counts: TraitCounts): string {
  const choices = [
    { count: counts.material[material], several: `in ${material}`, single: `one in ${material}` },
    { count: counts.form[form], several: plural(form), single: form },
    { count: counts.pattern[pattern], several: pattern, single: `${pattern} one` },
    { count: counts.palette[palette], several: `in the ${palette} palette`, single: `one in the ${palette} palette` },
  ] as const
  const rarest = choices.reduce((least, choice) => (choice.count < least.count ? choice : least))
  return oneOf(rarest.count, rarest.several, rarest.single)
}

/** The item among items of the same material and form: "1 of 4 obsidian beacons". Throws RangeError when the counts belong to another sale. */
export function kinWords({ form, material }: Traits, counts: TraitCounts): string {
  return oneOf(counts.kin[material][form], `${material} ${plural(form)}`, `${material} ${form}`)
}
