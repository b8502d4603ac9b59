import { openApiDocument } from '../openapi/document.ts'
import type { Operation, Parameter } from '../openapi/operation.ts'
import type { Response } from '../openapi/responses.ts'
import type { JsonSchema } from '../openapi/schema-of.ts'
import { routes } from '../routes/index.ts'
import { type Route, TAGS } from '../routes/route.ts'
import { curlOf, SETUP } from './curl.ts'
import { type Html, html, page, prose } from './html.ts'

/** The API reference: the OpenAPI document as HTML. */
export function referencePage(): string {
  const document = openApiDocument()
  const { info, paths, components } = document
  const described = routes.flatMap((route) => {
    const operation = paths[route.path]?.[route.method]
    return operation ? [{ route, operation }] : []
  })
  const tags = Object.entries(TAGS).map(([name, description]) => ({
    name,
    description,
    own: described.filter(({ route }) => route.tag === name),
  }))
  return page(
    'API',
    html`<h1>Hourglass API</h1>
<p class="quiet">OpenAPI ${document.openapi}: <a href="/openapi.json">/openapi.json</a>. Collection for Postman and Bruno: <a href="/docs/collection.json">/docs/collection.json</a></p>
${prose(info.description)}
<h4>Before you run an example</h4>
<p>Run this once in your shell, with your own address and key.</p>
<pre id="setup">${SETUP}</pre>
<nav>${tags.map(({ name, own }) => html`<h4>${name}</h4><ul>${own.map(({ route }) => html`<li><a href="#${route.id}">${route.summary}</a></li>`)}</ul>`)}</nav>
${tags.map(
  ({ name, description, own }) =>
    html`<h2>${name}</h2>${prose(description)}${own.map(({ route, operation }) => section(route, operation))}`,
)}
<h2 id="schemas">Schemas</h2>
${Object.entries(components.schemas).map(([name, schema]) => html`<h3 id="schema-${name}">${name}</h3>${members(schema)}`)}`,
  )
}

function section(route: Route, operation: Operation): Html {
  const parameters = (operation.parameters ?? []).filter((one): one is Parameter => 'name' in one)
  const body = operation.requestBody?.content['application/json']
  return html`<h3 id="${route.id}">${route.summary}</h3>
<p><span class="method">${route.method.toUpperCase()}</span> <code>${route.path}</code>${
    route.scopes.length > 0 && html` <span class="quiet">· key with ${route.scopes.join(' or ')}</span>`
  }</p>
${operation.description !== undefined && prose(operation.description)}
<pre>${curlOf(route, operation)}</pre>
${
  parameters.length > 0 &&
  html`<h4>Parameters</h4><table>${parameters.map(
    (one) =>
      html`<tr><td><code>${one.name}</code></td><td>${one.in}${one.required && ', required'}</td><td>${typeOf(one.schema)}</td><td>${one.description}</td></tr>`,
  )}</table>`
}
${body && html`<h4>Body${!operation.requestBody?.required && ' (or the query)'}</h4>${members(body.schema)}<pre>${json(body.example)}</pre>`}
<h4>Responses</h4>
<table>${Object.entries(operation.responses).map(([status, response]) => answer(status, response))}</table>`
}

function answer(status: string, response: Response): Html {
  const content = response.content?.['application/json']
  const problems = Object.keys(response.content?.['application/problem+json']?.examples ?? {})
  return html`<tr><td>${status}</td><td>${
    content || problems.length === 0 ? response.description : ''
  } ${problems.map((code) => html`<a href="/problems/${code}"><code>${code}</code></a> `)}
${content && html`${typeOf(content.schema)}<details><summary>Example</summary><pre>${json(content.example)}</pre></details>`}</td></tr>`
}

function members(schema: JsonSchema): Html {
  const rows = Object.entries(schema.properties ?? {})
  return html`<table>${rows.map(
    ([name, member]) =>
      html`<tr><td><code>${name}</code></td><td>${typeOf(member)}${!schema.required?.includes(name) && ', optional'}</td><td>${
        member.description !== undefined && prose(member.description)
      }</td></tr>`,
  )}</table>`
}

/** A short name of a type; named schemas are links. */
function typeOf(schema: JsonSchema): Html {
  const name = schema.$ref?.replace('#/components/schemas/', '')
  if (name) return html`<a href="#schema-${name}">${name}</a>`
  if (schema.anyOf) return html`${schema.anyOf.map((one, i) => html`${i > 0 && ' or '}${typeOf(one)}`)}`
  if (schema.items) return html`list of ${typeOf(schema.items)}`
  if (schema.enum) return html`${schema.enum.map((one, i) => html`${i > 0 && ', '}<code>${String(one)}</code>`)}`
  if (schema.const !== undefined) return html`<code>${String(schema.const)}</code>`
  return html`${schema.format ?? schema.type ?? 'anything'}`
}

const json = (value: unknown): string => JSON.stringify(value, null, 2)
