import Link from 'next/link'
import { Page } from '../../console/parts/page'

export default function NotFound() {
  return (
    <Page title="There is nothing at this address.">
      <p>
        What there is begins in <Link href="/console">the machine room</Link>.
      </p>
    </Page>
  )
}
