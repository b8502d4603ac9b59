import { byName, type Metrics } from '@hourglass/telemetry'

/** Returned by a job that could not run, for example because Redis is down. It is not recorded as a run. */
export const NOT_RUN = Symbol('not run')

/** Measures background jobs: duration, failures and time of the last success. */
export interface JobWatch {
  watched(job: string, work: () => Promise<unknown>): () => Promise<unknown>
}

export function createJobWatch(metrics: Metrics): JobWatch {
  const durations = metrics.histograms({
    name: 'hourglass_job_duration_seconds',
    help: 'Duration of successful job runs',
  })
  const failures = metrics.counters({
    name: 'hourglass_job_failures_total',
    help: 'Failed job runs, which are retried',
  })
  const done = new Map<string, number>()
  metrics.gauge(
    {
      name: 'hourglass_job_last_done_seconds',
      help: 'Time since the last successful run of a job, or since the process started',
    },
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
