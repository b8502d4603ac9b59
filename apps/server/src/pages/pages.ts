import { openApiDocument } from '../openapi/document.ts'
import type { Services } from '../routes/route.ts'
import { collection } from './collection.ts'
import { isRefusalCode, problemPage } from './problem-page.ts'
import { referencePage } from './reference.ts'

/** The API documentation. It is rendered on first use and then cached. */
export function createPages(): Services['pages'] {
  return {
    document: lazy(() => JSON.stringify(openApiDocument())),
    collection: lazy(() => JSON.stringify(collection())),
    reference: lazy(referencePage),
    problem: (code) => (isRefusalCode(code) ? problemPage(code) : null),
  }
}

function lazy(make: () => string): () => string {
  let made: string | undefined
  return () => {
    made ??= make()
    return made
  }
}
