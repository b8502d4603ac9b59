import { isIP, isIPv6 } from 'node:net'

/** Names of networks that the framework knows, and what is behind ours: the addresses between a carrier and its customers (RFC 6598). */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal']
const CARRIER_GRADE = { name: 'carriergrade', network: '100.64.0.0/10' }

const parts = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Whether a list with commas between holds nothing but addresses, networks and names of networks. */
export const isAddresses = (text: string): boolean => parts(text).every(isKnown)

function isKnown(part: string): boolean {
  if (NETWORKS.includes(part) || part === CARRIER_GRADE.name) return true
  const [address = '', bits, ...more] = part.split('/')
  if (isIP(address) === 0 || more.length > 0) return false
  // An empty prefix would trust everybody.
  return bits === undefined || (/^[1-9]\d*$/.test(bits) && Number(bits) <= (isIPv6(address) ? 128 : 32))
}

/** Such a list, as the framework takes it. */
export const proxiesOf = (text: string): string[] =>
  parts(text).map((part) => (part === CARRIER_GRADE.name ? CARRIER_GRADE.network : part))
