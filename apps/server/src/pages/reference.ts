import { openApiDocument } from '../openapi/document.ts'
import type { Operation, Parameter } from '../openapi/operation.ts'
import type { Response } from '../openapi/responses.ts'
import type { JsonSchema } from '../openapi/schema-of.ts'
import { routes } from '../routes/index.ts'
import { type Route, TAGS } from '../routes/route.ts'
import { CURL_SETUP, curlOf } from './curl.ts'
import { exampleOf } from './examples.ts'
import { type Html, html, prose, scriptedPage } from './html.ts'
import { PYTHON_SETUP, pythonOf } from './python.ts'
import { TYPESCRIPT_SETUP, typescriptOf } from './typescript.ts'

/** The header without which a sale with a waiting room refuses a request. */
const PASS_HEADER = 'Hourglass-Pass'
/** Rows of the field for a request's body, at most. */
const BODY_ROWS_MAX = 16

/** The API reference: the OpenAPI document as HTML, with examples in three languages and a form that sends each request. */
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
  return scriptedPage(
    'API',
    html`<div class="reference"><nav aria-label="Reference">
<p class="find"><label for="find">Search</label><input id="find" type="search" autocomplete="off"></p>
<p id="found" role="status"></p>
${tags.map(({ name, own }) => html`<section aria-labelledby="in-${name}"><h2 id="in-${name}">${name}</h2><ul>${own.map(({ route }) => entry(route))}</ul></section>`)}
<section aria-labelledby="in-types"><h2 id="in-types">Types</h2><ul><li data-words="types members"><a href="#schemas">Schemas</a></li></ul></section>
</nav><main>
<h1>Hourglass API</h1>
<p class="quiet">OpenAPI ${document.openapi}: <a href="/openapi.json">/openapi.json</a>. Collection for Postman and Bruno: <a href="/docs/collection.json">/docs/collection.json</a></p>
${prose(info.description)}
<h2 id="setup">Before you run an example</h2>
<p>Run this once, with your own address and key. Examples take the newest open sale without a waiting room; in one with a waiting room, buying needs a pass: <a href="#joinQueue">join</a>, <a href="#readPlace">read the place</a> until it has one, and send it as <code>Hourglass-Pass</code>.</p>
${examples(CURL_SETUP, TYPESCRIPT_SETUP, PYTHON_SETUP)}
<p class="key"><label for="key">Key for requests from this page</label><input id="key" type="password" autocomplete="off" placeholder="hg_…"><span class="quiet">Not stored. Requests change real data: with a test key, only test sales.</span></p>
${tags.map(
  ({ name, description, own }) =>
    html`<h2>${name}</h2>${prose(description)}${own.map(({ route, operation }) => section(route, operation))}`,
)}
<h2 id="schemas">Schemas</h2>
${Object.entries(components.schemas).map(([name, schema]) => html`<h3 id="schema-${name}">${name}</h3>${members(schema)}`)}
</main></div>`,
  )
}

const method = (route: Route): Html => html`<span class="method">${route.method.toUpperCase()}</span>`

const entry = (route: Route): Html =>
  html`<li data-words="${route.path} ${route.tag} ${route.id}"><a href="#${route.id}">${method(route)} ${route.summary}</a></li>`

function examples(curl: string, typescript: string, python: string): Html {
  const languages = { curl, TypeScript: typescript, Python: python }
  return html`<div class="examples">${Object.entries(languages).map(
    ([language, code]) => html`<figure><figcaption>${language}</figcaption><pre>${code}</pre></figure>`,
  )}</div>`
}

function section(route: Route, operation: Operation): Html {
  const parameters = (operation.parameters ?? []).filter((one): one is Parameter => 'name' in one)
  const body = operation.requestBody?.content['application/json']
  const example = exampleOf(route, operation)
  return html`<h3 id="${route.id}">${method(route)} <code>${route.path}</code></h3>
<p><strong>${route.summary}</strong>${
    route.scopes.length > 0 && html` <span class="quiet">· key with ${route.scopes.join(' or ')}</span>`
  }</p>
${operation.description !== undefined && prose(operation.description)}
${examples(curlOf(example), typescriptOf(example), pythonOf(example))}
${sendForm(route, operation, parameters)}
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

/** A form that the page's script sends. */
function sendForm(route: Route, operation: Operation, parameters: readonly Parameter[]): Html {
  const body = operation.requestBody?.content['application/json']
  // With an example in the query, the same members in the body would be refused.
  const inQuery = parameters.some((one) => one.in === 'query' && one.example !== undefined)
  const text = body && !inQuery ? json(body.example) : ''
  const takesPass = (operation.parameters ?? []).some((one) => '$ref' in one && one.$ref.endsWith(`/${PASS_HEADER}`))
  const rows = Math.min(BODY_ROWS_MAX, text.split('\n').length + 1)
  return html`<details class="try"><summary>Send a request</summary>
<form class="send" data-method="${route.method.toUpperCase()}" data-path="${route.path}">
${parameters.map((one) => html`<label><code>${one.name}</code><input name="${one.name}" data-in="${one.in}"${one.schema.type === 'array' && html` data-list=""`}${one.in === 'path' && html` required`} value="${String(one.example ?? '')}" autocomplete="off"></label>`)}
${takesPass && html`<label><code>${PASS_HEADER}</code><input name="${PASS_HEADER}" data-in="header" autocomplete="off"></label>`}
${body && html`<label>Body<textarea rows="${rows}" spellcheck="false">${text}</textarea></label>`}
${route.file && html`<label>File<input type="file" accept="${route.file.join()}"></label>`}
<button type="submit">Send</button><p role="status"></p><pre hidden></pre>
</form></details>`
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
