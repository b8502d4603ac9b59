import { type Call, type Example, PICTURE, Ref, type Variable } from './examples.ts'

/** Shell setup that every example needs, to be run once. */
export const CURL_SETUP = `export HOURGLASS_URL=https://hourglass.example   # the address of your Hourglass
export HOURGLASS_KEY=hg_live_…                   # your key
api() { curl -sS -H "authorization: Bearer $HOURGLASS_KEY" "$@"; }
first() { grep -o "\\"$1\\":\\"*[^\\",}]*" | head -n 1 | sed 's/.*[:"]//'; }   # extracts the first value of that name from a response`

const PICTURE_FILE = `PICTURE_FILE=$(f=$(mktemp) && base64 -d <<< '${PICTURE}' > "$f" && echo "$f")`

/** An example as shell commands, to be run after {@link CURL_SETUP}. */
export function curlOf({ steps, call }: Example): string {
  const sendsFile = [call, ...steps.map((step) => step.call)].some(({ file }) => file)
  return [
    ...(sendsFile ? [PICTURE_FILE] : []),
    ...steps.map(
      (step) => `${nameOf(step.variable)}=$(${['api', ...argumentsOf(step.call)].join(' ')} | first ${step.member})`,
    ),
    commandOf(call),
  ].join('\n')
}

const nameOf = (variable: Variable): string => variable.toUpperCase()

function commandOf(call: Call): string {
  const stream = call.answers === 'stream'
  const parts = [...(call.key ? ['-H "authorization: Bearer $HOURGLASS_KEY"'] : []), ...argumentsOf(call)]
  return `curl${stream ? ' -sN' : ''} ${parts.join(' \\\n  ')}${stream ? ' | head -n 2' : ''}`
}

function argumentsOf({ method, path, body, file }: Call): string[] {
  const sent = body !== undefined || file
  return [
    ...(file ? ["-H 'content-type: image/png'", '--data-binary "@$PICTURE_FILE"'] : []),
    ...(body === undefined ? [] : ["-H 'content-type: application/json'", `-d '${bodyOf(body)}'`]),
    ...(method === (sent ? 'POST' : 'GET') ? [] : [`-X ${method}`]),
    `"$HOURGLASS_URL${path.replace(/\{(\w+)\}/g, (_, name) => `$${nameOf(name)}`)}"`,
  ]
}

/** JSON for a single-quoted shell string, with shell variables in place of ids. Those of items are numbers. */
function bodyOf(body: unknown): string {
  const text = JSON.stringify(body, (_, value) => (value instanceof Ref ? `$${nameOf(value.variable)}` : value))
  return text.replace(/"(\$\w*ITEM_ID)"/g, "'$1'").replace(/"(\$CODE)"/g, `"'$1'"`)
}
