/** Shoppers who check out one to three items and purchase immediately. PROFILE sets the load: smoke, load, stress or soak. */
import { check } from 'k6'
import { anyItem, auditSale, checkout, newBuyer, newestSale, openSale, promised, purchase, quick } from './shop.js'

const DURATION = __ENV.DURATION
const PEAK = Number(__ENV.PEAK || 5_000)

/** Load profiles with their thresholds. Under stress a 503 with Retry-After is allowed; a failed audit is not. */
const profiles = {
  smoke: {
    shoppers: { executor: 'constant-vus', vus: 1, duration: DURATION || '30s' },
    thresholds: { ...promised, ...quick },
  },
  load: {
    shoppers: { executor: 'constant-vus', vus: 100, duration: DURATION || '30s' },
    thresholds: { ...promised, ...quick },
  },
  stress: {
    shoppers: {
      executor: 'ramping-arrival-rate',
      startRate: 50,
      timeUnit: '1s',
      preAllocatedVUs: 200,
      maxVUs: 2_000,
      stages: [
        { target: PEAK / 10, duration: '20s' },
        { target: PEAK, duration: '40s' },
        { target: PEAK, duration: '20s' },
        { target: 50, duration: '10s' },
      ],
    },
    thresholds: { checks: ['rate==1'] },
  },
  soak: {
    shoppers: {
      executor: 'constant-arrival-rate',
      rate: Number(__ENV.RATE || 50),
      timeUnit: '1s',
      duration: DURATION || '30m',
      preAllocatedVUs: 50,
      maxVUs: 500,
    },
    thresholds: { ...promised, ...quick, 'http_req_duration{name:purchase}': ['p(95)<200', 'p(99)<500'] },
  },
}
const name = __ENV.PROFILE || 'load'
const profile = profiles[name]
if (!profile) throw new Error(`PROFILE must be one of ${Object.keys(profiles).join(', ')}`)

export const options = { scenarios: { shoppers: profile.shoppers }, thresholds: profile.thresholds }
export const setup = openSale
/** Audits the first sale and the one that is open at the end of a long run. */
export function teardown(first) {
  auditSale(first)
  const last = newestSale()
  if (last && last.id !== first.id) auditSale(last)
}

/** Iterations between polls for the open sale, since sales begin during a long run. */
const POLL_EVERY = 500
let sale

export default function (first) {
  if (__ITER === 0) sale = first
  else if (__ITER % POLL_EVERY === 0) sale = newestSale() || sale
  const ids = new Set(Array.from({ length: 1 + Math.floor(Math.random() * 3) }, () => anyItem(sale)))
  const code = checkout(newBuyer(), [...ids])
  if (!code) return
  purchase(code)
  if (name === 'smoke') check(purchase(code), { 'a code buys once': ({ status }) => status === 409 })
}
