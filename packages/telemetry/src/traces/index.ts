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

/** Export timeout. A slow or unreachable collector loses spans but never delays a request. */
const EXPORT_MS = 5_000
/** Queue limit; further spans are dropped. */
const QUEUED_SPANS_MAX = 8_192

export interface TracesOptions {
  /** Base URL of the collector for OTLP over HTTP, without `/v1/traces`. */
  endpoint: string
  service: string
  /** Sampling ratio, 0 to 1, for traces whose `traceparent` does not decide it. */
  ratio: number
}

/** A span that has just ended. */
export interface PastSpan {
  name: string
  /** Default: starts a new trace. */
  parent?: Span
  /** Duration in milliseconds. */
  ms: number
  attributes?: Attributes
  /** Related spans in other traces. */
  links?: readonly Span[]
}

export interface Traces {
  /** Starts the span of a request, in the trace of its `traceparent` or in a new one. */
  request(name: string, traceparent: string | undefined, attributes: Attributes): Span
  /** Records a span that ends now. */
  past(span: PastSpan): Span
  /** Flushes the remaining spans. */
  close(): Promise<void>
}

const linkTo = (span: Span): Link => ({ context: span.spanContext() })

/** Exports spans to a collector. This module is loaded only if one is configured. */
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

/** Marks a span as failed. */
export const markFailed = (span: Span, message: string): void =>
  void span.setStatus({ code: SpanStatusCode.ERROR, message })
