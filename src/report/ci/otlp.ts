import type { Report } from '../../model/report.ts'
import { type Measure, measure } from './measures.ts'
import { describeSpans, type SpanFacts } from './spans.ts'

/** What is needed to export, all of it optional peers. */
const PACKAGES = [
  '@opentelemetry/api',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace-base',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/exporter-metrics-otlp-http',
] as const

/** The export was asked for and did not work. The report itself is not touched by that. */
export class ExportError extends Error {
  override readonly name = 'ExportError'
}

/**
 * Sends a report over OTLP/HTTP: the run and its restarts as a trace, its measures as metrics. Where to, with which headers and under
 * which service name the OpenTelemetry packages read from the environment (OTEL_EXPORTER_OTLP_ENDPOINT and others, OpenTelemetry
 * specification, "OTLP Exporter").
 *
 * @throws ExportError where a package is missing or the collector takes nothing
 */
export async function exportReport(report: Report): Promise<void> {
  const otel = await load()
  const failures: Error[] = []
  // Exporters report failures only here.
  otel.api.diag.setLogger(
    { error: (message) => failures.push(new Error(message)), warn() {}, info() {}, debug() {}, verbose() {} },
    otel.api.DiagLogLevel.ERROR,
  )
  const resource = otel.resources
    .defaultResource()
    .merge(otel.resources.detectResources({ detectors: [otel.resources.envDetector] }))
  try {
    await exportSpans(report, otel, resource)
    await exportMeasures(report, otel, resource)
  } catch (cause) {
    throw new ExportError(describeExportFailure(cause), { cause })
  } finally {
    otel.api.diag.disable()
  }
  const [first] = failures
  if (first) throw new ExportError(describeExportFailure(first), { cause: first })
}

function describeExportFailure(cause: unknown): string {
  const why = cause instanceof Error ? cause.message : String(cause)
  return `the report could not be sent over OTLP: ${why}. Is OTEL_EXPORTER_OTLP_ENDPOINT the address of a collector that speaks OTLP over HTTP?`
}

type Otel = Awaited<ReturnType<typeof load>>
type Resource = ReturnType<Otel['resources']['defaultResource']>

async function load() {
  try {
    return {
      api: await import('@opentelemetry/api'),
      resources: await import('@opentelemetry/resources'),
      trace: await import('@opentelemetry/sdk-trace-base'),
      metrics: await import('@opentelemetry/sdk-metrics'),
      traceExporter: await import('@opentelemetry/exporter-trace-otlp-http'),
      metricExporter: await import('@opentelemetry/exporter-metrics-otlp-http'),
    }
  } catch (cause) {
    const install = `npm install ${PACKAGES.join(' ')}`
    throw new ExportError(
      `OTEL_EXPORTER_OTLP_ENDPOINT is set, but the OpenTelemetry packages are not installed: ${install}`,
      { cause },
    )
  }
}

async function exportSpans(report: Report, otel: Otel, resource: Resource): Promise<void> {
  const exporter = new otel.traceExporter.OTLPTraceExporter()
  const provider = new otel.trace.BasicTracerProvider({
    resource,
    spanProcessors: [new otel.trace.BatchSpanProcessor(exporter)],
  })
  const tracer = provider.getTracer('hitless', report.environment.hitless)
  const startedAt = Date.parse(report.run.startedAt)
  const record = (facts: SpanFacts, parent: ReturnType<typeof otel.api.trace.setSpan>): void => {
    const span = tracer.startSpan(
      facts.name,
      { startTime: startedAt + facts.from, attributes: facts.attributes },
      parent,
    )
    for (const { name, t } of facts.events) span.addEvent(name, undefined, startedAt + t)
    if (facts.error !== undefined) span.setStatus({ code: otel.api.SpanStatusCode.ERROR, message: facts.error })
    for (const child of facts.children) record(child, otel.api.trace.setSpan(parent, span))
    span.end(startedAt + facts.to)
  }
  record(describeSpans(report), otel.api.ROOT_CONTEXT)
  await provider.shutdown()
}

async function exportMeasures(report: Report, otel: Otel, resource: Resource): Promise<void> {
  const exporter = new otel.metricExporter.OTLPMetricExporter()
  const reader = new otel.metrics.PeriodicExportingMetricReader({ exporter })
  const provider = new otel.metrics.MeterProvider({ resource, readers: [reader] })
  const meter = provider.getMeter('hitless', report.environment.hitless)
  const common = { scenario: report.scenario.name, ...(report.run.label !== null && { label: report.run.label }) }
  for (const { name, kind, unit, help, samples } of measure(report)) {
    const options = { description: help, unit: UNITS[unit] }
    const instrument =
      kind === 'counter'
        ? meter.createCounter(`hitless.${name}`, options)
        : meter.createGauge(`hitless.${name}`, options)
    for (const { labels, value } of samples) {
      if ('add' in instrument) instrument.add(value, { ...common, ...labels })
      else instrument.record(value, { ...common, ...labels })
    }
  }
  await provider.shutdown()
}

/** UCUM, as OpenTelemetry wants it. */
const UNITS: Record<Measure['unit'], string> = { '': '1', seconds: 's', ratio: '1' }
