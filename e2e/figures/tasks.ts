import type { Page } from '@playwright/test'

interface TraceEvent {
  ph: string
  name: string
  pid: number
  tid: number
  /** Wall-clock and CPU time, in microseconds. */
  dur?: number
  tdur?: number
  args: { name?: string }
}

/**
 * Traces a page's main thread until the returned function is called.
 * @returns its tasks, with wall-clock and CPU time in ms
 */
export async function traceTasks(page: Page): Promise<() => Promise<{ wallMs: number; cpuMs: number }[]>> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.start', { categories: '__metadata,disabled-by-default-devtools.timeline,toplevel' })
  return async () => {
    await session.send('Tracing.end')
    await complete
    const mains = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    return events
      .filter(({ ph, name, pid, tid }) => {
        const task = ph === 'X' && name === 'RunTask'
        return task && mains.some((main) => main.pid === pid && main.tid === tid)
      })
      .map(({ dur = 0, tdur = 0 }) => ({ wallMs: dur / 1_000, cpuMs: tdur / 1_000 }))
  }
}
