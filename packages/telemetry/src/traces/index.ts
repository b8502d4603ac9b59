import {
  type Attributes,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { readTraceparent } from './traceparent.ts'

export type { Span } from '@opentelemetry/api'

/** Longest that one export may take. A collector that is slower or away loses spans, never a request. */
const EXPORT_MS = 5_000
/** Spans that wait for the collector; more are dropped. */
const QUEUED_SPANS_MAX = 8_192

export interface TracesOptions {
  /** Base of the collector's OTLP over HTTP, without `/v1/traces`. */
  endpoint: string
  service: string
  /** Share of traces that are kept, of those that do not say themselves whether they are: 0 to 1. */
  ratio: number
}

/** What has happened already: what, to whom it belongs, how long ago it began and how long it took, in milliseconds. */
export interface Past {
  name: string
  /** Left out: it begins a trace of its own. */
  parent?: Span
  ms: number
  attributes?: Attributes
  /** What it was done for, or along with. */
  links?: readonly Span[]
}

export interface Traces {
  /** A request that begins now, in the trace that its `traceparent` names or in one of its own. */
  request(name: string, traceparent: string | undefined, attributes: Attributes): Span
  /** Tells of something that ends now. */
  past(what: Past): Span
  /** Sends what is left. */
  close(): Promise<void>
}

const linkTo = (span: Span): Link => ({ context: span.spanContext() })

/** Spans for a collector. It is loaded only where one is configured. */
export function createTraces({ endpoint, service, ratio }: TracesOptions): Traces {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_MS })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, maxQueueSize: QUEUED_SPANS_MAX, exportTimeoutMillis: EXPORT_MS }),
    ],
  })
  const tracer = provider.getTracer('hourglass')
  return {
    request(name, traceparent, attributes) {
      const remote = readTraceparent(traceparent)
      const context = remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT
      return tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, context)
    },
    past({ name, parent, ms, attributes = {}, links = [] }) {
      const ended = Date.now()
      const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT
      const options = { kind: SpanKind.CLIENT, startTime: ended - ms, attributes, links: links.map(linkTo) }
      const span = tracer.startSpan(name, options, context)
      span.end(ended)
      return span
    },
    close: () => provider.shutdown(),
  }
}

/** Says that what a span is of has failed. */
export const markFailed = (span: Span, message: string): void =>
  void span.setStatus({ code: SpanStatusCode.ERROR, message })
