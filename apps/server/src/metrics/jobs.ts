import { byName, type Metrics } from '@hourglass/telemetry'

/** What a job gives when there was nothing to be done it with. */
export const NOT_RUN = Symbol('not run')

/** Times jobs, and remembers when each was last done. */
export interface JobWatch {
  watched(job: string, work: () => Promise<unknown>): () => Promise<unknown>
}

export function createJobWatch(metrics: Metrics): JobWatch {
  const durations = metrics.histograms({ name: 'hourglass_job_duration_seconds', help: 'Jobs that were done' })
  const failures = metrics.counters({ name: 'hourglass_job_failures_total', help: 'Jobs that will be tried again' })
  const done = new Map<string, number>()
  metrics.gauge(
    { name: 'hourglass_job_last_done_seconds', help: 'Time since a job was last done, or was begun with' },
    ['task'],
    () => [...done].map(([job, at]) => [{ task: job }, (performance.now() - at) / 1_000]),
  )
  const seriesOf = byName((job) => ({
    duration: durations.series({ task: job }),
    failures: failures.series({ task: job }),
  }))
  return {
    watched(job, work) {
      const { duration, failures } = seriesOf(job)
      done.set(job, performance.now())
      return async () => {
        const began = performance.now()
        try {
          if ((await work()) === NOT_RUN) return
        } catch (error) {
          failures.value++
          throw error
        }
        const now = performance.now()
        duration.record((now - began) / 1_000)
        done.set(job, now)
      }
    },
  }
}
