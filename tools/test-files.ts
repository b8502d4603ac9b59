import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import type { Supervisor } from '@hourglass/stack'
import { root, run } from './apps.ts'
import { type Counts, countsOf } from './test-report.ts'

/** Timeout of one file: several times what the slowest one needs on a loaded machine. */
const FILE_TIMEOUT_MS = 600_000
/** Files that run concurrently. Three gain nothing on two cores. */
const WORKERS = 2
const SLOWEST_SHOWN = 8

interface FileResult {
  file: string
  seconds: number
  counts: Counts
}

/**
 * Runs each file in its own process, which must exit without being forced: an open handle keeps it alive until the timeout, and the
 * file fails. (`node --test --test-timeout` limits tests, not files, and would wait forever.) Files run in the order of the
 * patterns, so list the slow ones first.
 */
export async function runTestFiles(
  supervisor: Supervisor,
  patterns: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Counts> {
  const files = new Set<string>()
  for (const pattern of patterns) for await (const file of glob(pattern, { cwd: root })) files.add(file)
  const waiting = [...files]
  const results: FileResult[] = []
  const worker = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) results.push(await runFile(supervisor, file, env))
  }
  await Promise.all(Array.from({ length: WORKERS }, worker))
  printSlowest(results)
  const failed = results.filter(({ counts }) => counts.failed > 0)
  return {
    passed: results.reduce((sum, { counts }) => sum + counts.passed, 0),
    failed: results.reduce((sum, { counts }) => sum + counts.failed, 0),
    skipped: results.flatMap(({ counts }) => counts.skipped ?? []),
    output: [
      ...failed.map(({ counts }) => counts.output),
      // Last, because the report shows the end of a long output.
      ...failed.map(({ file, counts }) => `✗ ${file}: ${counts.failed} failed`),
    ].join('\n'),
  }
}

async function runFile(supervisor: Supervisor, file: string, env: NodeJS.ProcessEnv): Promise<FileResult> {
  const began = performance.now()
  const { code, output, timedOut } = await run(supervisor, process.execPath, [join(root, file)], env, FILE_TIMEOUT_MS)
  const seconds = (performance.now() - began) / 1_000
  const counts = countsOf(output, code)
  if (!timedOut) return { file, seconds, counts }
  const hung = `did not exit within ${FILE_TIMEOUT_MS / 1_000} s: a test hangs, or a handle (server, socket, timer, child process) is open`
  return { file, seconds, counts: { ...counts, failed: Math.max(1, counts.failed), output: `${output}\n${hung}` } }
}

function printSlowest(results: readonly FileResult[]): void {
  const slowest = [...results].sort((one, other) => other.seconds - one.seconds).slice(0, SLOWEST_SHOWN)
  console.log(`    slowest: ${slowest.map(({ file, seconds }) => `${file} ${seconds.toFixed(0)} s`).join(', ')}`)
}
