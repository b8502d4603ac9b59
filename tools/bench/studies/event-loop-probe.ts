/**
 * Loaded into a server by `pnpm bench event-loop`: records the longest event loop iteration since the first request, in wall-clock time
 * and CPU time of the thread. An iteration that waits for a core is long only in wall-clock time.
 */
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'

export interface Turns {
  wallMs: number
  cpuMs: number
}

const EVERY_MS = 1
const WRITTEN_MS = 500
const file = `${process.env.TURNS_FOLDER}/${process.pid}.json`

let begun = false
subscribe('http.server.request.start', () => {
  if (begun) return
  begun = true
  const longest: Turns = { wallMs: 0, cpuMs: 0 }
  let [wall, cpu] = [performance.now(), process.threadCpuUsage()]
  setInterval(() => {
    const { user, system } = process.threadCpuUsage(cpu)
    const now = performance.now()
    longest.cpuMs = Math.max(longest.cpuMs, (user + system) / 1_000)
    longest.wallMs = Math.max(longest.wallMs, now - wall)
    cpu = process.threadCpuUsage()
    wall = now
  }, EVERY_MS).unref()
  setInterval(() => writeFileSync(file, JSON.stringify(longest)), WRITTEN_MS).unref()
})
