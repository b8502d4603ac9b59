import type { Operation, Parameter } from '../openapi/operation.ts'
import type { Route } from '../openapi/route.ts'

/** A route as one would type it, with the document's examples. */
export function curlOf(route: Route, operation: Operation): string {
  const parameters = (operation.parameters ?? []).filter((one): one is Parameter => 'name' in one)
  const exampleOf = (one: Parameter): string => encodeURIComponent(String(one.example ?? ''))
  let path = route.path
  for (const one of parameters) path = path.replace(`{${one.name}}`, exampleOf(one))
  const query = parameters.filter((one) => one.in === 'query' && one.required)
  const asked = query.map((one) => `${one.name}=${exampleOf(one)}`).join('&')
  const body = operation.requestBody?.content['application/json']?.example
  const parts = [
    `curl${route.method === 'get' ? '' : ` -X ${route.method.toUpperCase()}`} "$HOURGLASS_URL${path}${asked && `?${asked}`}"`,
    ...(route.scopes.length > 0 ? ['-H "authorization: Bearer $HOURGLASS_KEY"'] : []),
    ...(body === undefined ? [] : ["-H 'content-type: application/json'", `-d '${JSON.stringify(body)}'`]),
  ]
  return parts.join(' \\\n  ')
}
