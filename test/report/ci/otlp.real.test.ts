import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { measure } from '../../../src/report/ci/measures.ts'
import { ExportError, exportReport } from '../../../src/report/ci/otlp.ts'
import { describeSpans, type SpanFacts } from '../../../src/report/ci/spans.ts'
import { failing } from '../samples.ts'

interface Received {
  path: string
  body: string
}

/** A collector that keeps what it gets, and answers everything with one status. */
async function startCollector(status: number): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString() })
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

function count({ children }: SpanFacts): number {
  return children.reduce((sum, child) => sum + count(child), 1)
}

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('the export over OTLP', () => {
  test('sends every span and every sample to the collector that the environment names', async () => {
    const { url, received } = await startCollector(200)
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url)
    vi.stubEnv('OTEL_SERVICE_NAME', 'shop')
    const report = failing()
    await exportReport(report)
    expect(received.map(({ path }) => path)).toEqual(['/v1/traces', '/v1/metrics'])
    const [traces = '', metrics = ''] = received.map(({ body }) => body)
    expect(traces.match(/"traceId"/g)).toHaveLength(count(describeSpans(report)))
    expect(traces).toContain('"stringValue":"shop"')
    const samples = measure(report).flatMap((one) => one.samples)
    expect(metrics.match(/"as(Int|Double)"/g)).toHaveLength(samples.length)
    expect(metrics).toContain('"hitless.attempts"')
  })

  test('says that a collector took nothing', async () => {
    const { url } = await startCollector(400)
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url)
    await expect(exportReport(failing())).rejects.toThrow(ExportError)
  })
})
