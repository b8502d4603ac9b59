import { readFileSync } from 'node:fs'

/** The unit of CPU time in /proc, the same on every Linux that Node runs on (USER_HZ). */
const TICK_US = 10_000
const KB_PER_MB = 1_024

/** CPU time of a process and its children, including exited ones, in µs. Linux only. */
export function cpuUs(pid: number): number | undefined {
  const own = ticksOf(pid)
  if (own === undefined) return undefined
  return childrenOf(pid).reduce((sum, child) => sum + (ticksOf(child) ?? 0), own) * TICK_US
}

/** Current and peak resident memory of a process. Linux only. */
export function memoryOf(pid: number): { residentMb: number; peakMb: number } | undefined {
  const status = read(`/proc/${pid}/status`) ?? ''
  const mb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / KB_PER_MB
  const found = { residentMb: mb('VmRSS'), peakMb: mb('VmHWM') }
  return Number.isNaN(found.residentMb + found.peakMb) ? undefined : found
}

/** proc_pid_stat(5): utime, stime, cutime, cstime are fields 14 to 17; the name before them may have spaces. */
function ticksOf(pid: number): number | undefined {
  const text = read(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
}

const childrenOf = (pid: number): number[] =>
  (read(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number)

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // another system, or the process has exited
  }
}
