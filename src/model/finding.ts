import { z } from 'zod'
import { figures } from './figures.ts'

/** The mechanisms that hitless can tell, in the order in which findings are listed; docs/reference/findings.md describes each. */
export const FINDINGS = [
  'rollout-stuck',
  'service-lost',
  'reload-rejected',
  'restart-ignored',
  'restart-unconfirmed',
  'earlier-timeouts',
  'earlier-errors',
  'grace-period',
  'pinned-connections',
  'recreate',
  'pod-not-drained',
  'too-few-pods',
  'ready-too-early',
  'no-listener',
  'returned-early',
  'stopped-by-step',
  'worker-recycled',
  'accept-queue-reset',
  'killed',
  'keepalive-abandoned',
  'drain-limit',
  'old-generation-errors',
  'new-generation-errors',
  'new-client-errors',
  'answers-changed',
  'content-changed',
  'content-unsteady',
  'gateway-errors',
  'http2-race',
  'keepalive-race',
  'keepalive-timeout',
  'own-limit',
  'accept-stall',
  'left-hanging',
  'slow-connects',
  'cut-in-flight',
  'accepted-unanswered',
  'stale-worker',
  'lifelines-cut',
  'lifelines-stalled',
  'unexplained',
] as const
export type FindingId = (typeof FINDINGS)[number]

/** One diagnosed cause. The references are man pages, RFC sections, documentation of the kernel or of servers. */
export const finding = z.object({
  id: z.enum(FINDINGS).describe('The mechanism. See docs/reference/findings.md.'),
  title: z.string().describe('The cause in a few words.'),
  explanation: z.string().describe('How it comes about.'),
  remedy: z.string().describe('What to do about it.'),
  evidence: z.string().describe('One sentence with the numbers that it rests on.'),
  figures: figures.describe('The numbers of these sentences; absent in reports of 0.1.0.').exactOptional(),
  restarts: z.array(z.int()).describe('Indexes of the restarts in which it was seen.'),
  references: z.array(z.string()).describe('Where the mechanism is described.'),
})
export type Finding = z.output<typeof finding>
