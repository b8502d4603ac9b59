import assert from 'node:assert/strict'
import { refused } from '../call.ts'
import type { Check } from './check.ts'

export const refusing: Check[] = [
  {
    title: 'an invalid method, media type, JSON or size is refused with a problem document',
    async run({ call }) {
      const wrong = await call('GET', '/purchase')
      refused(wrong, 405, 'method_not_allowed')
      assert.equal(wrong.headers.get('allow'), 'POST')
      const plain = { body: 'code', headers: { 'content-type': 'text/plain' } }
      refused(await call('POST', '/purchase', plain), 415, 'unsupported_media_type')
      refused(await call('POST', '/purchase', { body: '{bad' }), 400, 'invalid_request')
      refused(await call('POST', '/purchase', { body: { code: 'x'.repeat(20_000) } }), 413, 'body_too_large')
      refused(await call('POST', '/purchase', { body: '{"__proto__":{"a":1}}' }), 400, 'invalid_request')
    },
  },
  {
    title: 'an invalid key of any form is 401 with WWW-Authenticate',
    async run({ call }) {
      for (const key of ['hg_live_000000000000000000000000000000000', 'Zm9v', '']) {
        const answer = await call('GET', '/v1/sales', { headers: { authorization: `Bearer ${key}` } })
        refused(answer, 401, 'key_invalid')
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer realm="hourglass", error="invalid_token"/)
      }
    },
  },
  {
    title: 'a problem document has the trace id of the request',
    async run({ call }) {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
      const { body } = await call('GET', '/v1/sales/none', { headers: { traceparent } })
      assert.equal(body.trace_id, '4bf92f3577b34da6a3ce929d0e0e4736')
    },
  },
  {
    title: 'a purchase from an unlisted origin is refused',
    async run({ call }) {
      const headers = { origin: 'https://elsewhere.example' }
      refused(await call('POST', '/purchase?code=x', { headers }), 403, 'origin_not_allowed')
    },
  },
  {
    title: 'a webhook can be created, tested, inspected and deleted; a private address is refused',
    needs: 'webhooks',
    async run({ call }) {
      const url = 'https://hooks.invalid.example/conformance'
      const made = await call('POST', '/v1/webhooks', { body: { url, types: ['sale.closed'] } })
      assert.match(made.body.secret, /^whsec_/)
      const at = `/v1/webhooks/${made.body.id}`
      assert.equal((await call('POST', `${at}/test`)).status, 202)
      assert.equal((await call('GET', `${at}/deliveries`)).status, 200)
      assert.equal((await call('DELETE', at)).status, 204)
      refused(await call('GET', at), 404, 'webhook_not_found')
      const inside = await call('POST', '/v1/webhooks', { body: { url: 'https://[fd00::1]:5432/' } })
      if (inside.status === 201) await call('DELETE', `/v1/webhooks/${inside.body.id}`)
      else refused(inside, 400, 'invalid_request')
    },
  },
  {
    title: 'the audit log and the API keys are listed, without the secret part of the keys',
    needs: 'admin',
    async run({ call }) {
      assert.equal((await call('GET', '/v1/admin/actions')).status, 200)
      assert.doesNotMatch((await call('GET', '/v1/admin/keys')).text, /hg_live_/)
    },
  },
]
