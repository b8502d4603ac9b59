import Link from 'next/link'

/** The page of a sale. */
export const SaleLink = ({ id }: { id: number }) => (
  <Link href={`/console/sales/${id}`} prefetch={false}>
    {id}
  </Link>
)

/** The orders or the attempts of a buyer, an item, a sale or an order. */
export function SearchLink({ in: what, member, value, children }: SearchLinkProps) {
  return (
    <Link href={`/console/search?${new URLSearchParams({ in: what, [member]: value })}`} prefetch={false}>
      {children ?? value}
    </Link>
  )
}

interface SearchLinkProps {
  in: 'orders' | 'attempts'
  member: 'user_id' | 'item_id' | 'order_id' | 'sale_id'
  value: string
  children?: string
}
