import type { ItemView } from '@hourglass/core/contract'
import type { Thing } from '../data/read-thing'

/** What the picture shows, and how rare it is. */
export function Traits({ item, rarity }: { item: ItemView; rarity: NonNullable<Thing['rarity']> }) {
  return (
    <dl>
      {Object.entries(item.traits).map(([trait, value]) => (
        <div key={trait}>
          <dt>{trait}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div>
        <dt>rarity</dt>
        <dd>
          {rarity.rarest}. {rarity.kin}.
        </dd>
      </div>
    </dl>
  )
}
