import { z } from 'zod'

export const VERDICTS = ['pass', 'fail', 'inconclusive'] as const
export type VerdictStatus = (typeof VERDICTS)[number]

export const GUARANTEES = [
  'no-refusals',
  'no-losses',
  'connections-kept',
  'replaced',
  'takeover',
  'responsive',
] as const
export type GuaranteeId = (typeof GUARANTEES)[number]

export const guarantee = z.object({
  id: z.enum(GUARANTEES).describe('See docs/reference/verdict.md.'),
  status: z.enum(['held', 'broken', 'not-observed']).describe('Its state.'),
  evidence: z.string().describe('One sentence with the numbers that the status rests on.'),
})
export type Guarantee = z.output<typeof guarantee>

/** Why a verdict is what it is. Each is described, with its remedy, in docs/reference/verdict.md. */
const REASONS = [
  // why it passed
  'sla-met',
  // why it failed
  'sla-missed',
  'sla-missed-by-traffic',
  'sla-missed-in-windows',
  'too-many-losses',
  'guarantee-broken',
  'takeover-too-slow',
  'outage-too-long',
  'baseline-failing',
  'restart-ended-target',
  'restart-failed',
  // why nothing is proven
  'not-enough-attempts',
  'guarantee-not-observed',
  'restart-not-observed',
  'restart-missing',
  'step-failed',
  'target-died',
  'only-client-errors',
  'traffic-not-measured',
  'takeover-unclear',
  'left-unanswered',
  'only-redirects',
  'answers-changed',
  'local-failures',
  'harness-stalled',
  'generator-behind',
  'no-traffic',
  'interrupted',
  'journal-incomplete',
  'account-out-of-balance',
] as const
export type ReasonCode = (typeof REASONS)[number]

const reason = z.object({
  code: z.enum(REASONS).describe('What kind of reason.'),
  message: z.string().describe('One sentence with its numbers.'),
})
export type Reason = z.output<typeof reason>

export const verdict = z
  .object({
    status: z.enum(VERDICTS).describe('What the run has proven.'),
    exitCode: z
      .int()
      .describe(
        '0 pass, or ended as expected; 1 SLA or guarantee failed; 3 inconclusive; 4 target died; 130 interrupted.',
      ),
    expected: z.enum(VERDICTS).exactOptional().describe('What the scenario expects of itself.'),
    // A sentence each.
    unmet: z.array(z.string()).exactOptional().describe('Expectations that were not met; only with `expected`.'),
    reasons: z.array(reason).describe('See docs/reference/verdict.md.'),
  })
  .describe('Whether the claim of the scenario is proven, disproven, or neither.')
export type Verdict = z.output<typeof verdict>
