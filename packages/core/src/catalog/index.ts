/** Names, traits and pictures of the items of a sale: pure functions of (seed, edition, index), the same in server and browser. */
export { CATALOG_ITEMS_MAX, SEED_MAX } from './bounds.ts'
export { labOf } from './colour.ts'
export { countItems, countTraits, type TraitCounts } from './counts.ts'
export { EDITION, EDITIONS, type Edition, type Source } from './edition.ts'
export { type FieldOrder, fieldOrder } from './field-order.ts'
export { colourOf, describeItem, type GeneratedItem, nameOf } from './generated-item.ts'
export { drawItemPicture, PICTURE_BYTES_MAX } from './picture/draw.ts'
export { drawNameCard } from './picture/name-card.ts'
export { PICTURE_VIEW_BOX, shadowOf } from './picture/shadow.ts'
export { priceOf } from './price.ts'
export {
  checkDraw,
  type Draw,
  type DrawCheck,
  drawKeyOf,
  emptyLogDigest,
  logEntryOf,
  nextLogDigest,
  type PublishedDraw,
  positionInQueue,
} from './queue-draw.ts'
export { RARITIES, type Rarity } from './rarity.ts'
export { commitmentOf, SECRET_BYTES, seedOf, teaserSeedOf } from './seal.ts'
export {
  FORM_WEIGHTS,
  type Form,
  MATERIAL_WEIGHTS,
  type Material,
  PALETTES,
  PATTERN_WEIGHTS,
  type Palette,
  type Pattern,
  type Traits,
} from './traits.ts'
export { kinWords, rarityWords } from './words/rarity.ts'
