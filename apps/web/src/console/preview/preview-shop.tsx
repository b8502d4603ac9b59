import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, type SyntheticEvent, useState } from 'react'
import { BuyingContext } from '../../buying/use-buying'
import { createMatches } from '../../catalogue/matches'
import { createSession } from '../../data/session'
import { apiLater, optionsOf, TrpcContext } from '../../data/trpc'
import { createLive } from '../../live/live'
import { ShopContext } from '../../shop/shop'
import { createClock } from '../../time/clock'
import type { Sentences } from '../../words/sentences'

const NOBODY = { owned: new Set<number>(), buy() {}, checkOwn() {}, signInFirst() {} }

/** Services of the storefront that call nothing, follow nothing and buy nothing. */
function openPreview(sentences: Sentences) {
  const clock = createClock()
  const api = apiLater(() => Promise.reject(new Error('a preview calls nothing')))
  const live = { ...createLive('', api, clock), follow: () => () => {} }
  const shop = { apiOrigin: '', api, session: createSession(api), live, clock, matches: createMatches(), sentences }
  const queries = new QueryClient({ defaultOptions: { queries: { enabled: false } } })
  return { shop, queries, trpc: optionsOf(api) }
}

/** Links lead to pages that do not exist yet, and buttons would buy what is not for sale. */
const ignore = (event: SyntheticEvent) => {
  event.preventDefault()
  event.stopPropagation()
}

/** Renders pages of the storefront in which nothing leads anywhere and nothing can be bought. */
export function PreviewShop({ sentences, children }: { sentences: Sentences; children: ReactNode }) {
  const [{ shop, queries, trpc }] = useState(() => openPreview(sentences))
  return (
    <ShopContext value={shop}>
      <QueryClientProvider client={queries}>
        <TrpcContext value={trpc}>
          <BuyingContext value={NOBODY}>
            <div onClickCapture={ignore} onAuxClickCapture={ignore} onSubmitCapture={ignore}>
              {children}
            </div>
          </BuyingContext>
        </TrpcContext>
      </QueryClientProvider>
    </ShopContext>
  )
}
