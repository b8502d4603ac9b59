import { NothingHere } from '../../shop/missing'

export default function NotFound() {
  return <NothingHere />
}
