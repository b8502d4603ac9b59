export { byName, byNames, type Count, Counters, Histograms, Sizes } from './metrics/family.ts'
export { createMetrics, METRICS_TYPE, type Metrics, type Reading } from './metrics/metrics.ts'
export { serveMetrics } from './metrics/serve.ts'
