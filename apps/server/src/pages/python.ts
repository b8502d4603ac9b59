import { type Call, type Example, PICTURE, Ref } from './examples.ts'

/** What every example needs: Python 3.9 or later, without other packages. */
export const PYTHON_SETUP = `import base64, json, os, re
from urllib.request import Request, urlopen

HOURGLASS_URL = os.environ.get("HOURGLASS_URL", "https://hourglass.example")  # the address of your Hourglass
HOURGLASS_KEY = os.environ.get("HOURGLASS_KEY", "hg_live_…")  # your key

def first(name, method, path, data=None, type="application/json"):
    """Sends a request and returns the first value of that name in the answer."""
    headers = {"authorization": f"Bearer {HOURGLASS_KEY}", "content-type": type}
    if data is None:
        del headers["content-type"]
    with urlopen(Request(HOURGLASS_URL + path, data, headers, method=method)) as response:
        return json.loads(re.search(f'"{name}":("[^"]*"|[0-9]+)', response.read().decode())[1])`

/** An example in Python, to be run after {@link PYTHON_SETUP}. */
export function pythonOf({ steps, call }: Example): string {
  const sendsFile = [call, ...steps.map((step) => step.call)].some(({ file }) => file)
  return [
    ...(sendsFile ? [`picture = base64.b64decode("${PICTURE}")`] : []),
    ...steps.map(({ variable, call, member }) => {
      const given = [member, call.method].map(quoted).join(', ')
      return `${variable} = first(${given}, ${addressOf(call.path)}${stepBodyOf(call)})`
    }),
    requestOf(call),
    'with urlopen(request) as response:',
    `    print(response.status, ${READ[call.answers]})`,
  ].join('\n')
}

const READ: Record<Call['answers'], string> = {
  text: 'response.read().decode()',
  bytes: 'response.read()',
  stream: 'response.readline().decode()',
}

const quoted = (text: string): string => JSON.stringify(text)

function stepBodyOf({ body, file }: Call): string {
  if (file) return ', picture, "image/png"'
  return body === undefined ? '' : `, json.dumps(${literal(body)}).encode()`
}

/** The path as a string, or as an f-string if variables are in it. Variables are named as in the path. */
const addressOf = (path: string, before = ''): string =>
  `${before || path.includes('{') ? 'f' : ''}${quoted(before + path)}`

function requestOf({ method, path, body, file, key }: Call): string {
  const type = file ? 'image/png' : body === undefined ? undefined : 'application/json'
  const headers = [
    ...(key ? ['"authorization": f"Bearer {HOURGLASS_KEY}"'] : []),
    ...(type ? [`"content-type": "${type}"`] : []),
  ]
  const given = [
    addressOf(path, '{HOURGLASS_URL}'),
    ...(method === 'GET' ? [] : [`method="${method}"`]),
    ...(headers.length > 0 ? [`headers={${headers.join(', ')}}`] : []),
    ...(file ? ['data=picture'] : body === undefined ? [] : [`data=json.dumps(${literal(body)}).encode()`]),
  ]
  if (given.length === 1) return `request = Request(${given[0]})`
  return `request = Request(\n${given.map((one) => `    ${one},\n`).join('')})`
}

function literal(value: unknown): string {
  if (value instanceof Ref) return value.variable
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value !== 'object') return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, member]) => `${quoted(name)}: ${literal(member)}`)
    .join(', ')}}`
}
