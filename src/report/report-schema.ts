import { z } from 'zod'
import { REPORT_SCHEMA, type Report } from '../model/report.ts'
import { eventSchema, listenerHold, podLife, processLife } from './event-schema.ts'
import { harness } from './harness-schema.ts'
import { finding, guarantee, projection, retrying, sla, strict, verdict } from './judgement-schema.ts'
import { lifeline, lifelineCounts, lifelineEnd } from './lifeline-schema.ts'
import {
  count,
  duration,
  failedAttempt,
  latencySummary,
  moment,
  outcomeCounts,
  share,
  slotLatency,
  someOutcomes,
} from './schema-parts.ts'
import { tlsAccount } from './tls-schema.ts'

const scenario = z.object({
  name: z.string(),
  file: z.string().nullable().describe('Absolute path of the scenario file; null for a run made by flags.'),
  about: z.string().nullable(),
})

const run = z.object({
  id: z.string(),
  label: z.string().nullable().describe('What its user called it, such as the version that was tested.'),
  startedAt: z.string().describe("ISO 8601: the wall-clock time at 0 of the run's clock."),
  durationMs: duration('From the beginning of the run to its end.'),
  interrupted: z.boolean().describe('The run was stopped by its user.'),
  complete: z.boolean().describe('The journal has its last line: the harness was not killed and the disk not full.'),
})

const environment = z.object({
  hitless: z.string().describe('Version.'),
  node: z.string().describe('Version.'),
  autocannon: z.string().describe('Version.'),
  os: z.string(),
  cpus: count('Processors.'),
  memoryBytes: count('Main memory, bytes.'),
})

const traffic = z.object({
  name: z.string(),
  kind: z.string(),
  attempts: count('Measured attempts.'),
  outcomes: outcomeCounts,
  availability: share('Observed; null where nothing was counted.').nullable(),
  latencyMs: latencySummary.nullable(),
})

const baseline = z
  .object({
    attempts: count('Measured attempts that ended before the first restart.'),
    outcomes: outcomeCounts,
    latencyMs: latencySummary.nullable(),
  })
  .describe('The measured part before the first restart, or all of it where there was none.')

const restart = z.object({
  index: count('Number of the restart.'),
  begun: moment('When its first step began.'),
  observed: z.boolean().describe('A new generation was seen to answer.'),
  drained: z.boolean().describe('The old generation had gone within the drain limit.'),
  detail: z.string().nullable().describe('Why it counts as not observed or not drained.'),
  takeoverMs: duration('From the first step to the first answer of a new generation; null where none came.').nullable(),
  drainMs: duration('From the first step until the old generation had gone; null where it had not.').nullable(),
  outageMs: duration(
    'Longest time in the window without a successful new connection; null without fresh traffic.',
  ).nullable(),
  outageResolutionMs: duration(
    'A time without a listener shorter than this could have been missed; null without an answer on a new connection in the window.',
  ).nullable(),
  settledMs: duration('From the first step until settled; null where the run ended before.').nullable(),
  attempts: count("Attempts that ended in the restart's window."),
  outcomes: outcomeCounts,
  retryable: count('Failures in its window that a retrying client would have hidden (strict clients only).'),
  mended: count('Attempts in its window that a retry made good (retrying clients only).'),
  latencyMs: latencySummary.nullable(),
  generations: z.object({ old: z.array(z.string()), new: z.array(z.string()) }),
  lifelines: z
    .object(lifelineCounts)
    .describe('What became of the long-lived connections that were open when it began. See docs/reference/reports.md.'),
  tls: tlsAccount.nullable().describe('TLS sessions and certificates before and after; null without `tls` traffic.'),
})

const timeline = z.object({
  bucketMs: duration('Length of a slot.'),
  buckets: z.array(
    z.object({
      t: moment('Beginning of the slot.'),
      outcomes: someOutcomes,
      generations: z.record(z.string(), z.int().min(0)).describe('Complete responses by generation.'),
      p99Ms: duration('99th percentile of the latency; null without `ok` attempts.').nullable(),
      latencyMs: slotLatency.nullable(),
    }),
  ),
})

const reportSchema = z
  .object({
    schema: z.literal(REPORT_SCHEMA),
    scenario,
    run,
    environment,
    harness,
    verdict,
    sla,
    outcomes: outcomeCounts,
    strict,
    retrying,
    traffic: z.array(traffic).describe("One per traffic of the scenario, in the scenario's order."),
    lifelines: z.array(lifeline).describe('One per kind of long-lived connection.'),
    lifelineEnds: z
      .array(lifelineEnd)
      .describe('Those cut or stalled, by restart and time, up to 1,000; last those before any restart.'),
    lifelineEndsTotal: count('All that were cut or stalled, also those that `lifelineEnds` leaves out.'),
    baseline,
    restarts: z.array(restart),
    guarantees: z.array(guarantee),
    findings: z.array(finding).describe('Diagnosed causes.'),
    projection: projection.nullable(),
    failures: z.array(failedAttempt).describe('Failed attempts in order of their end, up to 10,000.'),
    failuresTotal: count('All failures, also those that `failures` leaves out.'),
    timeline,
    processes: z.array(processLife).describe('Processes of the target; empty where they could not be seen.'),
    listeners: z.array(listenerHold).describe('Who held the listening sockets of the target, and when.'),
    pods: z.array(podLife).exactOptional().describe('Pods of the workload; absent where the target is none.'),
    events: z.array(eventSchema).describe('What happened, in order.'),
  })
  .describe("The report of one run: hitless.report/1. Times are milliseconds on the run's clock, which begins at 0.")

/** What is wrong with a value that should be a report, in words; undefined of a good one. */
export function faultOfReport(value: unknown): string | undefined {
  const result = reportSchema.safeParse(value)
  const issue = result.error?.issues[0]
  return issue && `${issue.path.join('.') || 'the whole'}: ${issue.message}`
}

/** The JSON Schema (draft 2020-12) of report.json, as published in schema/report.schema.json. */
export function reportJsonSchema(): Record<string, unknown> {
  return { title: 'hitless report', ...z.toJSONSchema(reportSchema) }
}

// The schema and the type of the report are written apart, so that each can be read; this line does not compile once they differ.
type Flat<T> = T extends readonly (infer Item)[]
  ? Flat<Item>[]
  : T extends object
    ? { [Key in keyof T]: Flat<T[Key]> }
    : T
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- comparing two generic functions is how types are held equal, optional keys included.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
true satisfies Same<Flat<z.infer<typeof reportSchema>>, Flat<Report>>
