import { notFound } from 'next/navigation'

/** An address that no other page has. It is a page of the shop, so that its frame stands round the notice. */
export default function Nowhere() {
  notFound()
}
