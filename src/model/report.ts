import { z } from 'zod'
import { attempt } from './attempt.ts'
import { environment } from './environment.ts'
import { runEvent } from './event.ts'
import { count, fraction, milliseconds, moment, outcomeCounts, someOutcomes } from './fields.ts'
import { finding } from './finding.ts'
import { GRPC_STATUSES } from './grpc-status.ts'
import { harnessHealth } from './harness.ts'
import { latencyByTraffic, latencySummary } from './latency.ts'
import { attributedLifeline, lifelineReport } from './lifeline.ts'
import { podLife } from './pod.ts'
import { listenerHold, processLife } from './process.ts'
import { restartReport } from './restart-report.ts'
import { projection, retryingView, slaResult, strictView } from './sla-result.ts'
import { type Guarantee, guarantee, verdict } from './verdict.ts'

export const REPORT_SCHEMA = 'hitless.report/1'

export const LIFELINE_ENDS_SHOWN = 1000

const scenario = z
  .object({
    name: z.string().describe('As the scenario says.'),
    file: z.string().nullable().describe('Absolute path of the scenario file; null for a run made by flags.'),
    about: z.string().nullable().describe('As the scenario says.'),
  })
  .describe('What was run.')

const run = z
  .object({
    id: z.string().describe('Identifies the run.'),
    label: z.string().nullable().describe("The user's label for it, such as the version that was tested."),
    startedAt: z.string().describe("ISO 8601: the wall-clock time at 0 of the run's clock."),
    durationMs: milliseconds('From the beginning of the run to its end.'),
    interrupted: z.boolean().describe('The run was stopped by its user.'),
    complete: z.boolean().describe('The journal is complete: the harness was not killed and the disk was not full.'),
  })
  .describe('This run of it.')

/** Equal answers of one generation, between two restarts. */
const answerReport = z.object({
  status: z.int().describe('The status of HTTP; 200 of all answers that have a status of gRPC.'),
  grpcStatus: z.enum(GRPC_STATUSES).exactOptional().describe('The status of gRPC; absent where there is none.'),
  redirect: z
    .string()
    .nullable()
    .describe(
      'Where a redirect leads to, without its query; null of other answers, and where 20 places were seen already.',
    ),
  contentType: z.string().nullable().describe('The media type of a good answer of 2xx, without parameters.'),
  empty: z.boolean().describe('A good answer of 2xx without a body.'),
  ok: z.boolean().describe('They count as good: the scenario expects such answers, or does not say.'),
  generation: z.string().nullable().describe('The generation that gave them; null where it is not known.'),
  since: z
    .int()
    .nullable()
    .describe('Index of the restart since whose beginning they came, until the next one; null before the first.'),
  count: count('How many.'),
})

const trafficReport = z.object({
  name: z.string().describe('Its name in the scenario.'),
  kind: z.string().describe('Its kind.'),
  attempts: count('Measured attempts.'),
  outcomes: outcomeCounts,
  availability: fraction('Observed; null where nothing was counted.').nullable(),
  rate: z
    .object({
      offered: z.number().min(0).describe('Requests that were due, per second.'),
      achieved: z.number().min(0).describe('Those that left the client, per second.'),
    })
    .exactOptional()
    .describe(
      'Requests per second of the measured time, where the scenario sets a rate. What was due and found no free connection within its timeout never left the client.',
    ),
  latencyMs: latencySummary.nullable(),
  answers: z
    .array(answerReport)
    .exactOptional()
    .describe('Measured complete answers, by what they were, who gave them and when; absent in reports of 0.1.0.'),
})

/** What the restarts are compared with. */
const baseline = z
  .object({
    attempts: count('Measured attempts that ended before the first restart.'),
    outcomes: outcomeCounts,
    latencyMs: latencySummary.nullable(),
    latencyByTraffic: latencyByTraffic.exactOptional(),
  })
  .describe('The measured part before the first restart, or all of it where there was none.')

const timelineBucket = z.object({
  t: moment('Beginning of the slot.'),
  outcomes: someOutcomes,
  generations: z.record(z.string(), z.int().min(0)).describe('Complete responses by generation.'),
  p99Ms: milliseconds('99th percentile of the latency; null without `ok` attempts.').nullable(),
  latencyMs: latencySummary
    .pick({ p50: true, p99: true, max: true })
    .describe(
      'As `latencyMs`, without traffic that is intentionally slow: `slow`, `download`, `upload`, unless there is nothing else.',
    )
    .nullable(),
})

/** `report.json`, version 1. Scripts rely on these names. */
const failureGroup = z.object({
  restart: z.int().nullable().describe('The last restart that had begun when they ended; null before any.'),
  traffic: z.string().describe('Name of the traffic.'),
  outcome: attempt.shape.outcome,
  phase: attempt.shape.phase,
  code: attempt.shape.code,
  status: attempt.shape.status,
  reused: z.boolean().describe('On connections on which an earlier request had been answered.'),
  count: count('How many there were.'),
  kept: count('How many of them are in `failures`.'),
})

export const report = z
  .object({
    schema: z.literal(REPORT_SCHEMA).describe('The version of this format.'),
    rules: z.int().min(1).describe('The version of the rules of the verdict; absent of version 1.').exactOptional(),
    scenario,
    run,
    environment,
    harness: harnessHealth,
    verdict,
    sla: slaResult,
    outcomes: outcomeCounts,
    strict: strictView,
    retrying: retryingView,
    traffic: z.array(trafficReport).describe("One per traffic of the scenario, in the scenario's order."),
    lifelines: z.array(lifelineReport).describe('One per kind of long-lived connection.'),
    lifelineEnds: z
      .array(attributedLifeline)
      .describe('Those cut or stalled, by restart and time, up to 1,000; last those that no restart ended.'),
    lifelineEndsTotal: count('All that were cut or stalled, also those that `lifelineEnds` leaves out.'),
    baseline,
    restarts: z.array(restartReport).describe('One per restart, in their order.'),
    // Those that the scenario's `sla.require` lists decide over the verdict.
    guarantees: z
      .array(guarantee.extend({ required: z.boolean().describe('It must hold for a pass.') }))
      .describe('All of them, required or not.'),
    findings: z.array(finding).describe('Diagnosed causes.'),
    projection: projection.nullable(),
    failures: z
      .array(attempt)
      .describe(
        'Failed attempts in order of their end; of more than 10,000 a sample, spread over restarts and causes.',
      ),
    failureGroups: z
      .array(failureGroup)
      .describe('All failures by restart and cause, with exact counts; absent in reports of 0.1.0.')
      .exactOptional(),
    failuresTotal: count('All failures, also those that `failures` leaves out.'),
    timeline: z
      .object({
        bucketMs: milliseconds('Length of a slot.'),
        buckets: z.array(timelineBucket).describe('One per slot.'),
      })
      .describe('All traffic over time.'),
    processes: z.array(processLife).describe('Processes of the target; empty where they could not be seen.'),
    listeners: z.array(listenerHold).describe('Who held the listening sockets of the target, and when.'),
    pods: z.array(podLife).exactOptional().describe('Pods of the workload; absent where the target is none.'),
    events: z.array(runEvent).describe('What happened, in order.'),
  })
  .describe("The report of one run: hitless.report/1. Times are milliseconds on the run's clock, which begins at 0.")

export type Report = z.output<typeof report>
export type SlaResult = Report['sla']
export type AnswerReport = NonNullable<TrafficReport['answers']>[number]
export type TrafficReport = Report['traffic'][number]
export type LifelineReport = Report['lifelines'][number]
export type RestartReport = Report['restarts'][number]
export type GuaranteeReport = Report['guarantees'][number]
export type Projection = NonNullable<Report['projection']>
export type TimelineBucket = Report['timeline']['buckets'][number]

/** What verdict/judge.ts makes of a ledger: the part of a report that is judgement rather than account. */
export type Judgement = Pick<Report, 'verdict' | 'sla' | 'strict' | 'retrying' | 'findings' | 'projection'> & {
  guarantees: Guarantee[]
  /** Why it proves no restart that a new generation was seen; undefined where it does. */
  unsteady: string | undefined
}
