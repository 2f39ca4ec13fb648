import type { Histogram } from 'hdr-histogram-js'
import { sliceBetween } from '../model/sorted.ts'
import type { Collected } from './collect.ts'
import { addEncoded, countBetween, emptyHistogram } from './histogram.ts'

/** The seconds after which an unanswered SYN is sent again: RFC 6298 §2 with its back-off, and Linux's linear ones (tcp_syn_linear_timeouts). */
const SECONDS = [1, 2, 3, 4, 5, 7]

/** How much longer than that an answer may have taken altogether, milliseconds. */
const LATER_MS = 250

/** A stall makes answers late by any time up to its own length: what came just before the second is taken off. */
const BEFORE_MS = LATER_MS

/**
 * Good answers on new connections that took as long as it takes to send a lost SYN again, by that number of seconds; of the slots
 * from one time to another.
 */
export function countConnectRetries(all: Collected, from: number, to: number): Record<string, number> {
  const opening = all.run.scenario.traffic.filter(({ kind }) => all.traitsOf(kind).opensConnections)
  const names = new Set(opening.map(({ name }) => name))
  const sum = emptyHistogram()
  for (const { traffic, latency } of sliceBetween(all.buckets, from, to)) {
    if (latency !== undefined && names.has(traffic)) addEncoded(sum, latency)
  }
  const counts = SECONDS.map((s) => [String(s), countExcess(sum, s * 1000)] as const)
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

function countExcess(sum: Histogram, ms: number): number {
  return countBetween(sum, ms, ms + LATER_MS) - countBetween(sum, ms - BEFORE_MS, ms)
}
