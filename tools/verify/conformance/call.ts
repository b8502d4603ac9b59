import assert from 'node:assert/strict'
import { createConforms, type Described } from './conforms.ts'

export interface Answer {
  status: number
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the server gives; the document has been asked whether it is right
  body: any
}

export interface Asked {
  body?: unknown
  headers?: Record<string, string>
}

/** Asks the server, and holds every answer against its own document. @throws AssertionError when it differs */
export type Call = (method: string, path: string, asked?: Asked) => Promise<Answer>

export async function createCall(origin: string, key: string | undefined): Promise<Call> {
  const response = await fetch(`${origin}/openapi.json`)
  assert.equal(response.status, 200, 'there is an OpenAPI document')
  const conforms = createConforms((await response.json()) as Described)
  return async (method, path, { body, headers = {} } = {}) => {
    const answer = await fetch(origin + path, {
      method,
      redirect: 'error',
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    const type = answer.headers.get('content-type') ?? ''
    const fault = conforms({ method, path, status: answer.status, type, body: text })
    assert.equal(fault, null, `${method} ${path}: ${answer.status} ${fault}`)
    const isJson = (type.split(';')[0] ?? '').endsWith('json')
    return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined }
  }
}

/** A refusal, as it must be. */
export function refused({ status, body }: Answer, expected: number, code: string): void {
  assert.deepEqual([status, body?.code], [expected, code])
}
