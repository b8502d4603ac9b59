import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { root } from './apps.ts'

const documents = globSync('{*.md,{apps,docs,deploy,e2e,packages,tools}/**/*.md}', {
  cwd: root,
  exclude: ['**/node_modules/**', '**/.next/**'],
})

test('every relative link in the documentation points to an existing file', () => {
  assert.ok(documents.length > 20)
  const broken = documents.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\]\(([^)#\s]+)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^(https?|mailto):/.test(target) && !existsSync(join(root, dirname(file), target)))
      .map((target) => `${file} → ${target}`),
  )
  assert.deepEqual(broken, [])
})

/** Phrases to replace by a standard term: "the gate is told" is "the gate is notified". Regular expressions. */
const PHRASES = [
  'whoever',
  'whatever it is',
  'anew',
  'meanwhile',
  'astray',
  'by turns',
  'in little',
  'said of',
  'hearsay',
  '(is|are) to be had',
  '(is|are|was|were|been) told',
  'tells? of',
  'told of',
  'so soon',
  'goes by',
  'mends?',
  'machine room',
  'whichever comes',
]
const texts = globSync(
  '{*.md,*.json,.ci/*,{apps,docs,e2e,ops,packages,tools}/**/*.{css,json,lua,md,mjs,sql,ts,tsx,yaml,yml}}',
  {
    cwd: root,
    exclude: [
      '**/node_modules/**',
      '**/.next/**',
      '**/.data/**',
      '**/.cache/**',
      '**/test-results/**',
      '**/playwright-report/**',
    ],
  },
).filter((file) => !['tools/documents.test.ts', 'package-lock.json'].includes(file))

test('no text uses a phrase that has a plainer standard term', () => {
  assert.ok(texts.length > 900)
  const pattern = new RegExp(`\\b(${PHRASES.join('|')})\\b`, 'i')
  const found = texts.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? `${file}:${at + 1}: ${pattern.exec(line)?.[0]}` : [])),
  )
  assert.deepEqual(found, [])
})
