import { check } from 'k6'
import http from 'k6/http'
import { Counter, Rate, Trend } from 'k6/metrics'

const URL = __ENV.HOURGLASS_URL || 'http://127.0.0.1:8080'
const headers = __ENV.HOURGLASS_KEY ? { Authorization: `Bearer ${__ENV.HOURGLASS_KEY}` } : {}

/** Status codes of refusals, which are not errors. */
const REFUSALS = [404, 409, 410, 422, 429]
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 299 }, ...REFUSALS))

/** Items sold, according to the purchase responses. */
export const sold = new Counter('items_sold')
/** Rate of responses that are neither a success nor a documented refusal. */
export const unexpected = new Rate('unexpected_answers')

/** Thresholds of every run: no unexpected response, and the audit passes. */
export const promised = {
  unexpected_answers: ['rate==0'],
  checks: ['rate==1'],
}
/** Latency targets. */
export const quick = {
  'http_req_duration{name:checkout}': ['p(95)<100'],
  'http_req_duration{name:purchase}': ['p(95)<200'],
}

/** @returns the open hourly sale */
export function openSale() {
  const sale = newestSale()
  if (!sale) throw new Error(`no hourly sale is open at ${URL}`)
  return sale
}

/** @returns undefined if everything is sold */
export function newestSale() {
  const { sales } = read('/v1/sales/active', 'sales').json()
  const sale = sales.find(({ kind }) => kind === 'hourly')
  return sale && { id: sale.id, first: sale.first_item_id, count: sale.items_count }
}

/** Checks the public audit of a sale. */
export function auditSale({ id }) {
  const { promises } = read(`/v1/sales/${id}/audit`, 'audit').json()
  check(promises, { exact: (kept) => kept.exact, fair: (kept) => kept.fair, conserved: (kept) => kept.conserved })
}

export const anyItem = ({ first, count }) => first + Math.floor(Math.random() * count)
/** A unique buyer. */
export const newBuyer = () => `k6 ${__VU} ${__ITER} ${Math.floor(Math.random() * 1e9)}`

export function read(path, name) {
  return counted(http.get(`${URL}${path}`, { headers, tags: { name } }))
}

/** Time to the first byte of the live feed. */
const firstByte = new Trend('live_first_byte', true)
const frames = new Counter('live_frames')

/**
 * Watches the live feed. k6 does not support server-sent events: the request ends by its timeout, which is not a failure here, and the
 * body has the frames received so far.
 */
export function watch({ id }, seconds) {
  const timeout = `${seconds}s`
  const answer = http.get(`${URL}/v1/sales/${id}/live`, { headers, timeout, tags: { name: 'live' } })
  const body = String(answer.body)
  firstByte.add(answer.timings.waiting)
  frames.add(body.split('\nevent: ').length - 1)
  unexpected.add(!/^id: \d+:\d+\nevent: snapshot\n/.test(body))
}

/** @returns the code, or undefined if the checkout was refused */
export function checkout(buyer, ids) {
  const items = ids.map((id) => `&id=${id}`).join('')
  const answer = send('checkout', `/checkout?user_id=${encodeURIComponent(buyer)}${items}`)
  return answer.status === 200 ? answer.json('code') : undefined
}

export function purchase(code) {
  const answer = send('purchase', `/purchase?code=${encodeURIComponent(code)}`)
  if (answer.status === 200) sold.add(answer.json('total_purchased'))
  return answer
}

/** @returns the reservation's id, or undefined */
export function reserve(buyer, item) {
  const answer = send('reserve', '/v1/reservations', { item_id: item, user_id: buyer })
  return answer.status < 300 ? answer.json('id') || answer.json('reservation.id') : undefined
}

export const endReservation = (id, how) => send(how, `/v1/reservations/${id}/${how}`)

function send(name, path, body) {
  const json = body ? { 'Content-Type': 'application/json' } : {}
  const options = { headers: { ...headers, ...json }, tags: { name } }
  return counted(http.post(`${URL}${path}`, body ? JSON.stringify(body) : null, options))
}

function counted(answer) {
  unexpected.add(answer.status === 0 || answer.status >= 500)
  return answer
}
