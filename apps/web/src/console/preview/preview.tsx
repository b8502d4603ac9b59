import { MerchantPage } from '../../drop/merchant-page'
import { SealedPage } from '../../drop/sealed-page'
import { Frame } from '../../shop/frame'
import { previewWords } from '../../words/preview'
import { useConsole } from '../shell/console'
import styles from './preview.module.css'
import { PreviewShop } from './preview-shop'
import { dropOf, type Moment, type PreviewedSale } from './previewed'
import { WidthFrame } from './width-frame'

const WIDTHS = [
  { of: 'desktop', width: 1_280, height: 860 },
  { of: 'phone', width: 390, height: 844 },
] as const

/** A sale as the storefront will show it, at two widths, rendered by the storefront's own components. */
export default function Preview({ sale, moment }: { sale: PreviewedSale; moment: Moment }) {
  const { apiOrigin, sentences } = useConsole()
  const drop = dropOf(sale, moment, apiOrigin)
  return (
    <div className={styles.frames}>
      {WIDTHS.map(({ of, width, height }) => (
        <figure key={of} data-preview={of}>
          <figcaption>{previewWords[of]}</figcaption>
          <WidthFrame title={`${previewWords.title}: ${previewWords[of]}`} width={width} height={height}>
            <PreviewShop sentences={sentences}>
              <Frame apiOrigin="">
                {drop.is === 'sealed' ? <SealedPage drop={drop} /> : <MerchantPage drop={drop} path="" apiOrigin="" />}
              </Frame>
            </PreviewShop>
          </WidthFrame>
        </figure>
      ))}
    </div>
  )
}
