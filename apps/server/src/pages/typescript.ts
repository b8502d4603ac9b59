import { type Call, type Example, PICTURE, Ref, type Variable } from './examples.ts'

/** What every example needs, for any runtime with `fetch`. */
export const TYPESCRIPT_SETUP = `const HOURGLASS_URL = process.env.HOURGLASS_URL ?? 'https://hourglass.example' // the address of your Hourglass
const HOURGLASS_KEY = process.env.HOURGLASS_KEY ?? 'hg_live_…' // your key

/** Sends a request and returns the first value of that name in the answer. */
async function first(name: string, method: string, path: string, body?: BodyInit, type = 'application/json') {
  const headers: HeadersInit = { authorization: \`Bearer \${HOURGLASS_KEY}\`, ...(body && { 'content-type': type }) }
  const answer = await (await fetch(HOURGLASS_URL + path, { method, headers, body })).text()
  const [, found] = new RegExp(\`"\${name}":("[^"]*"|\\\\d+)\`).exec(answer) ?? []
  if (found === undefined) throw new Error(answer)
  return JSON.parse(found)
}`

/** An example in TypeScript, to be run after {@link TYPESCRIPT_SETUP}. */
export function typescriptOf({ steps, call }: Example): string {
  const sendsFile = [call, ...steps.map((step) => step.call)].some(({ file }) => file)
  return [
    ...(sendsFile ? [`const picture = Uint8Array.fromBase64('${PICTURE}')`] : []),
    ...steps.map(({ variable, call, member }) => {
      const given = [member, call.method].map(quoted).join(', ')
      return `const ${nameOf(variable)} = await first(${given}, ${addressOf(call.path)}${stepBodyOf(call)})`
    }),
    requestOf(call),
    PRINTED[call.answers],
  ].join('\n')
}

const PRINTED: Record<Call['answers'], string> = {
  text: 'console.log(response.status, await response.text())',
  bytes: 'console.log(response.status, await response.bytes())',
  stream: `for await (const chunk of response.body!) {
  console.log(new TextDecoder().decode(chunk))
  break
}`,
}

const nameOf = (variable: Variable): string => variable.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

function stepBodyOf({ body, file }: Call): string {
  if (file) return ", picture, 'image/png'"
  return body === undefined ? '' : `, JSON.stringify(${literal(body)})`
}

/** The path as a string, or as a template if variables are in it. */
const addressOf = (path: string, before = ''): string =>
  before || path.includes('{')
    ? `\`${before}${path.replace(/\{(\w+)\}/g, (_, name) => `\${${nameOf(name)}}`)}\``
    : quoted(path)

function requestOf({ method, path, body, file, key }: Call): string {
  const type = file ? 'image/png' : body === undefined ? undefined : 'application/json'
  const headers = [
    ...(key ? [`authorization: \`Bearer \${HOURGLASS_KEY}\``] : []),
    ...(type ? [`'content-type': '${type}'`] : []),
  ]
  const options = [
    ...(method === 'GET' ? [] : [`method: '${method}'`]),
    ...(headers.length > 0 ? [`headers: { ${headers.join(', ')} }`] : []),
    ...(file ? ['body: picture'] : body === undefined ? [] : [`body: JSON.stringify(${literal(body)})`]),
  ]
  const address = addressOf(path, `\${HOURGLASS_URL}`)
  if (options.length === 0) return `const response = await fetch(${address})`
  return `const response = await fetch(${address}, {\n${options.map((option) => `  ${option},\n`).join('')}})`
}

function literal(value: unknown): string {
  if (value instanceof Ref) return nameOf(value.variable)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const members = Object.entries(value).map(([name, member]) => `${name}: ${literal(member)}`)
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}'
}
