import assert from 'node:assert/strict'
import { createConforms, type Described } from './conforms.ts'

export interface Answer {
  status: number
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: the response has been validated against the OpenAPI document
  body: any
}

export interface Asked {
  body?: unknown
  headers?: Record<string, string>
}

/**
 * Sends a request and validates the response against the server's OpenAPI document. @throws AssertionError if it does not conform
 */
export type Call = (method: string, path: string, asked?: Asked) => Promise<Answer>

export async function createCall(origin: string, key: string | undefined): Promise<Call> {
  const response = await fetch(`${origin}/openapi.json`)
  assert.equal(response.status, 200, 'the server provides an OpenAPI document')
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

/** Asserts that a response is a refusal with the given status and code. */
export function refused({ status, body }: Answer, expected: number, code: string): void {
  assert.deepEqual([status, body?.code], [expected, code])
}
