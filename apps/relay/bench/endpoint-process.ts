/** A webhook endpoint that answers after a delay and reports the number of distinct webhook-ids to its parent. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'

const REPORT_MS = 20
const delayMs = Number(process.argv[2])
const seen = new Set<string>()
let total = 0

const server = http.createServer((request, response) => {
  total++
  seen.add(String(request.headers['webhook-id']))
  request.resume()
  setTimeout(() => response.writeHead(204).end(), delayMs)
})
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
  setInterval(() => process.send?.({ total, distinct: seen.size }), REPORT_MS)
})
process.once('disconnect', () => process.exit(0))
