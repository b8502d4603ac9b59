// Loaded into the storefront's server under test: allows connections to loopback only. Other attempts are appended to DENIED_FILE,
// whose first line confirms that this file was loaded.
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import net from 'node:net'

const file = process.env.DENIED_FILE
const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

const note = (line) => appendFileSync(file, `${line}\n`)
note('the network is denied')

function check(way, host) {
  if (host === undefined || LOOPBACK.includes(host)) return
  note(`${way} ${host}`)
  throw new Error(`the network is denied: ${way} ${host}`)
}

const { connect } = net.Socket.prototype
net.Socket.prototype.connect = function (...given) {
  const [first, second] = Array.isArray(given[0]) ? given[0] : given
  if (typeof first === 'object') check('connect', first.host)
  else if (typeof second === 'string') check('connect', second)
  return Reflect.apply(connect, this, given)
}

for (const [api, names] of [
  [dns, ['lookup', 'resolve', 'resolve4', 'resolve6']],
  [dns.promises, ['lookup', 'resolve', 'resolve4', 'resolve6']],
]) {
  for (const name of names) {
    const ask = api[name]
    api[name] = (host, ...more) => {
      check(name, host)
      return Reflect.apply(ask, api, [host, ...more])
    }
  }
}
