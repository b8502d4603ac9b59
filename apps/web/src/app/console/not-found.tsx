import Link from 'next/link'
import { Page } from '../../console/parts/page'

export default function NotFound() {
  return (
    <Page title="Page not found">
      <p>
        <Link href="/console" className="alone">
          Go to the System page
        </Link>
      </p>
    </Page>
  )
}
