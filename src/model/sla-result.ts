import { z } from 'zod'
import { count, fraction, outcomeCounts } from './fields.ts'
import { CLIENTS } from './traffic.ts'

/** What a share of requests says of its target. `open`: it neither proves nor disproves it. */
export const STANDINGS = ['met', 'missed', 'open'] as const
export type Standing = (typeof STANDINGS)[number]

const standing = z
  .enum(STANDINGS)
  .nullable()
  .describe('Whether the target is met, missed, or neither is proven; null where nothing was counted.')

const trafficClaim = z.object({
  name: z.string().describe('Its name in the scenario.'),
  standing,
  attempts: count('Attempts that count.'),
  failures: count('Failures among them.'),
  lowerBound: fraction('At the confidence; null without confidence or attempts.').nullable(),
  upperBound: fraction(
    'At the confidence with which one of several traffics fails; null like `lowerBound`.',
  ).nullable(),
  attemptsNeeded: count('As that of all requests; null where no number is enough.').nullable(),
})

/** What the verdict says of the availability. */
export const slaResult = z
  .object({
    target: fraction('Wanted availability.'),
    confidence: fraction('One-sided; null compares observed values alone.').nullable(),
    clients: z.enum(CLIENTS).describe('Whether retryable failures were really retried.'),
    others: z
      .array(z.string())
      .describe('Names of the traffic whose clients are of the other kind; absent where there is none.')
      .exactOptional(),
    availability: fraction('Observed; null where nothing was counted.').nullable(),
    lowerBound: fraction(
      'Clopper-Pearson, one-sided, at the confidence; null without confidence or attempts.',
    ).nullable(),
    upperBound: fraction(
      'Clopper-Pearson, one-sided, at the confidence with which a run fails (`failConfidence`); null without confidence or attempts.',
    ).nullable(),
    failConfidence: fraction('Of `upperBound`: all ways to fail share the doubt. Null without confidence.')
      .nullable()
      .exactOptional(),
    standing: standing.exactOptional(),
    attempts: count('Attempts that count: without unfinished and local.'),
    failures: count('Failures among them.'),
    attemptsNeeded: count(
      'Attempts that the claim needs with as many failures; null where no number is enough.',
    ).nullable(),
    windows: z
      .object({
        attempts: count('Attempts that count.'),
        failures: count('Failures among them.'),
        availability: fraction('Observed; null without attempts.').nullable(),
        target: fraction('The target; null where the scenario sets none.').nullable(),
        standing: standing.exactOptional(),
      })
      .describe('The windows of all restarts together.'),
    traffic: z.array(trafficClaim).describe('Each traffic alone. One that is `open` decides nothing.').exactOptional(),
    losses: z
      .object({ limit: count('Failures that the scenario allows.'), failures: count('Failures that count.') })
      .describe('The limit of `sla.losses`; absent where the scenario sets none.')
      .exactOptional(),
  })
  .describe('What was claimed, and what was observed.')

export const strictView = z
  .object({
    failures: count('Failures, including those that a retry recovered.'),
    availability: fraction('Null where nothing was counted.').nullable(),
    outcomes: outcomeCounts.describe('Each attempt by its first try where a retry recovered it, otherwise by its end.'),
  })
  .describe('The run as seen by a client that never retries.')

export const retryingView = z
  .object({
    failures: count('Failures that remain.'),
    retried: count('Failures that a retry hides, or hid.'),
    resent: count(
      "Of these, what was really retried; only where the clients of some traffic are of another kind than the SLA's.",
    ).exactOptional(),
    availability: fraction('Null where nothing was counted.').nullable(),
  })
  .describe('The run as seen by a client that retries as the RFCs allow.')

/** What the run says of a year of restarts. */
export const projection = z
  .object({
    restartsPerDay: z.number().min(0).describe('As `sla.restarts-per-day` of the scenario says.'),
    failuresPerRestart: z
      .object({ mean: z.number().min(0).describe('Observed.'), upper: z.number().min(0).describe('Upper bound.') })
      .describe('Failures that a restart costs.'),
    restartsWithLoss: z
      .object({
        count: count('Restarts that lost requests.'),
        of: count('Restarts made.'),
        upper: fraction('Upper bound of that share.'),
      })
      .describe('How often a restart loses requests.'),
    downtimePerYearMinutes: z.number().min(0).nullable().describe('Minutes; null where no outage could be seen.'),
    budgetMinutes: z.number().min(0).describe('What the SLA allows in a year. Minutes.'),
  })
  .describe('The projection to a year of restarts; null where none is possible.')
