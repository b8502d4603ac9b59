import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { root } from './apps.ts'
import { read, type Yaml } from './program-settings.ts'

export const FOLDER = 'ops/kubernetes'
export const kustomization: Yaml = parse(read(`${FOLDER}/kustomization.yaml`))

/** The manifests in the folder, whether or not the kustomization lists them. */
export const manifestFiles = (): string[] =>
  readdirSync(join(root, FOLDER)).filter((name) => name !== 'kustomization.yaml')

/** The objects that `kubectl apply -k` sends: the listed resources with the namespace and the images of the kustomization. */
export function render(): Yaml[] {
  const { resources, namespace, images } = kustomization
  const objects = resources.flatMap((name: string) => parseAllDocuments(read(`${FOLDER}/${name}`)))
  return objects.map((document: Yaml) => {
    const object = document.toJS()
    if (object.kind !== 'Namespace') object.metadata.namespace = namespace
    for (const subject of object.subjects ?? []) subject.namespace = namespace
    for (const container of podOf(object)?.spec.containers ?? []) {
      const image = images.find(({ name }: Yaml) => name === container.image)
      if (image) container.image = `${image.newName}${image.digest ? `@${image.digest}` : `:${image.newTag}`}`
    }
    return object
  })
}

/** The pod template of a workload; undefined for other objects. */
export const podOf = ({ kind, spec }: Yaml): Yaml => (kind === 'CronJob' ? spec.jobTemplate.spec : spec)?.template

/**
 * Checks objects against the Kubernetes API that `kubernetes-models` describes. The compiler finds unknown, missing and mistyped fields,
 * since it refuses unknown members of an object literal; the package's validators find values out of range.
 *
 * @returns what is wrong, empty if nothing is
 */
export async function faultsOf(objects: readonly Yaml[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hourglass-kubernetes-'))
  try {
    symlinkSync(join(root, 'tools/node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const files = objects.map((object) => {
      const file = `${object.kind}-${object.metadata.name}.ts`
      const type = `import('${moduleOf(object)}').I${object.kind}`
      writeFileSync(join(folder, file), `export const object: ${type} = ${JSON.stringify(object)}`)
      return file
    })
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024']
    const tsc = spawnSync(join(root, 'node_modules/.bin/tsc'), [...options, '--types', '', ...files], {
      cwd: folder,
      encoding: 'utf8',
    })
    if (tsc.error) throw tsc.error
    const compiled = tsc.status === 0 ? [] : [`${tsc.stdout}${tsc.stderr}`]
    return [...compiled, ...(await Promise.all(objects.map(valueFault))).filter((fault) => fault !== '')]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const moduleOf = ({ apiVersion }: Yaml): string => `kubernetes-models/${apiVersion}`

async function valueFault(object: Yaml): Promise<string> {
  const models = await import(moduleOf(object))
  try {
    new models[object.kind](object).validate()
    return ''
  } catch (error) {
    return `${object.kind} ${object.metadata.name}: ${error instanceof Error ? error.message : error}`
  }
}
