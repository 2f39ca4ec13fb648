import { z } from 'zod'
import { milliseconds } from './fields.ts'

export const latencySummary = z
  .object({
    p50: milliseconds('Median.'),
    p90: milliseconds('90th percentile.'),
    p99: milliseconds('99th percentile.'),
    p999: milliseconds('99.9th percentile.'),
    max: milliseconds('Longest.'),
  })
  .describe('Latency of the `ok` attempts, from the moment at which a request was due to the end of its response.')
export type LatencySummary = z.output<typeof latencySummary>
