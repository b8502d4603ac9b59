import Link from 'next/link'
import { Notice } from '../../shop/notice'

export default function NotFound() {
  return (
    <Notice title="There is nothing at this address.">
      <p>
        What is for sale now is <Link href="/">on the first page</Link>.
      </p>
    </Notice>
  )
}
