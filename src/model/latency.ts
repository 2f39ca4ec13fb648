import { z } from 'zod'
import { duration } from './fields.ts'

export const latencySummary = z
  .object({
    p50: duration('Median.'),
    p90: duration('90th percentile.'),
    p99: duration('99th percentile.'),
    p999: duration('99.9th percentile.'),
    max: duration('Longest.'),
  })
  .describe('Latency of the `ok` attempts, from the moment at which a request was due to the end of its response.')
export type LatencySummary = z.output<typeof latencySummary>
