/** A steady trickle for half an hour or as long as one likes: what leaks, shows. */
import { anyItem, auditSale, checkout, newBuyer, openSale, promised, purchase, quick } from './shop.js'

export const options = {
  scenarios: {
    trickle: {
      executor: 'constant-arrival-rate',
      rate: Number(__ENV.RATE || 50),
      timeUnit: '1s',
      duration: __ENV.DURATION || '30m',
      preAllocatedVUs: 50,
      maxVUs: 500,
    },
  },
  thresholds: { ...promised, ...quick, 'http_req_duration{name:purchase}': ['p(95)<200', 'p(99)<500'] },
}

/** Sales begin meanwhile: the one that is open is looked up anew every now and then. */
const LOOK_EVERY = 500
let sale

export default function () {
  if (!sale || __ITER % LOOK_EVERY === 0) sale = openSale()
  const code = checkout(newBuyer(), [anyItem(sale)])
  if (code) purchase(code)
}

export const teardown = () => auditSale(openSale())
