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

export const latencyByTraffic = z
  .record(z.string(), latencySummary)
  .describe('The same of each traffic that had an `ok` answer; the one to compare with the baseline.')
