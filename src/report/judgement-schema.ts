import { z } from 'zod'
import { FINDINGS } from '../model/finding.ts'
import { CLIENTS } from '../model/scenario.ts'
import { GUARANTEES, type ReasonCode, VERDICTS } from '../model/verdict.ts'
import { count, outcomeCounts, share } from './schema-parts.ts'

/** The part of a report that is judgement rather than account. */

const REASONS = [
  'sla-met',
  'sla-missed',
  'sla-missed-by-traffic',
  'sla-missed-in-windows',
  'guarantee-broken',
  'takeover-too-slow',
  'outage-too-long',
  'baseline-failing',
  'restart-ended-target',
  'not-enough-attempts',
  'guarantee-not-observed',
  'restart-not-observed',
  'restart-missing',
  'step-failed',
  'target-died',
  'only-client-errors',
  'local-failures',
  'harness-stalled',
  'generator-behind',
  'no-traffic',
  'interrupted',
  'journal-incomplete',
  'account-out-of-balance',
] as const satisfies readonly ReasonCode[]

export const verdict = z.object({
  status: z.enum(VERDICTS),
  exitCode: z
    .int()
    .describe(
      '0 pass, or ended as expected; 1 SLA or guarantee failed; 3 inconclusive; 4 target died; 130 interrupted.',
    ),
  expected: z.enum(VERDICTS).exactOptional().describe('What the scenario expects of itself.'),
  unmet: z.array(z.string()).exactOptional().describe('What it expects and did not come about; with `expected` alone.'),
  reasons: z.array(z.object({ code: z.enum(REASONS), message: z.string() })).describe('See docs/reference/verdict.md.'),
})

const windows = z
  .object({
    attempts: count('Attempts that count.'),
    failures: count('Failures among them.'),
    availability: share('Observed; null without attempts.').nullable(),
    target: share('Wanted; null where the scenario wants none.').nullable(),
  })
  .describe('The windows of all restarts together.')

export const sla = z.object({
  target: share('Wanted availability.'),
  confidence: share('One-sided; null compares observed values alone.').nullable(),
  clients: z.enum(CLIENTS).describe('Whether retryable failures were really sent once more.'),
  others: z
    .array(z.string())
    .describe('Names of the traffic whose clients are of the other kind; absent where there is none.')
    .exactOptional(),
  availability: share('Observed; null where nothing was counted.').nullable(),
  lowerBound: share('Clopper-Pearson, one-sided, at the confidence; null without confidence or attempts.').nullable(),
  upperBound: share('Clopper-Pearson, one-sided, at the confidence; null without confidence or attempts.').nullable(),
  attempts: count('Attempts that count: without unfinished and local.'),
  failures: count('Failures among them.'),
  attemptsNeeded: count(
    'Attempts that the claim needs with as many failures; null where no number would do.',
  ).nullable(),
  windows,
})

export const strict = z
  .object({
    failures: count('Failures, among them those that a retry made good.'),
    availability: share('Null where nothing was counted.').nullable(),
    outcomes: outcomeCounts.describe('Each attempt by its first try where a retry made it good, else by how it ended.'),
  })
  .describe('The same run as a client sees it that never sends anything again.')

export const retrying = z
  .object({
    failures: count('Failures that remain.'),
    retried: count('Failures that a retry hides, or hid.'),
    resent: count(
      "Of these, what was really sent once more; only where the clients of some traffic are of another kind than the SLA's.",
    ).exactOptional(),
    availability: share('Null where nothing was counted.').nullable(),
  })
  .describe('The same run as a client sees it that retries as the RFCs allow.')

export const guarantee = z.object({
  id: z.enum(GUARANTEES),
  status: z.enum(['held', 'broken', 'not-observed']),
  evidence: z.string().describe('One sentence with the numbers that the status rests on.'),
  required: z.boolean().describe('It must hold for a pass.'),
})

export const finding = z.object({
  id: z.enum(FINDINGS),
  title: z.string(),
  explanation: z.string(),
  remedy: z.string(),
  evidence: z.string().describe('One sentence with the numbers that it rests on.'),
  restarts: z.array(z.int()).describe('Indexes of the restarts in which it was seen.'),
  references: z.array(z.string()).describe('Where the mechanism is described.'),
})

export const projection = z.object({
  restartsPerDay: z.number().min(0).describe('As `sla.restarts-per-day` of the scenario says.'),
  failuresPerRestart: z.object({ mean: z.number().min(0), upper: z.number().min(0).describe('Upper bound.') }),
  restartsWithLoss: z.object({
    count: count('Restarts in which anything was lost.'),
    of: count('Restarts made.'),
    upper: share('Upper bound of that share.'),
  }),
  downtimePerYearMinutes: z.number().min(0).nullable().describe('Minutes; null where no outage could be seen.'),
  budgetMinutes: z.number().min(0).describe('What the SLA allows in a year. Minutes.'),
})
