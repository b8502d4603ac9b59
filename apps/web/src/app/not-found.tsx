import { Nothing } from '../shop/nothing'
import { Storefront } from '../shop/storefront'

/** An address that no page has. */
export default function NotFound() {
  return (
    <Storefront>
      <Nothing />
    </Storefront>
  )
}
