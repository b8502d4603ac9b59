import { NotFoundNotice } from '../../shop/missing'

export default function NotFound() {
  return <NotFoundNotice />
}
