/** Percentiles of the latency of `ok` attempts, from due to end, milliseconds. */
export interface LatencySummary {
  p50: number
  p90: number
  p99: number
  p999: number
  max: number
}
