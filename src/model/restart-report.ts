import { z } from 'zod'
import { count, milliseconds, moment, outcomeCounts } from './fields.ts'
import { latencyByTraffic, latencySummary } from './latency.ts'
import { lifelineCounts } from './lifeline.ts'
import { signalledProcess } from './process.ts'
import { restartTls } from './tls.ts'

/** One restart as the report has it. */
export const restartReport = z.object({
  index: count('Number of the restart.'),
  begun: moment('When its first step began.'),
  observed: z.boolean().describe('A new generation was seen to answer.'),
  drained: z.boolean().describe('The old generation was gone within the drain limit.'),
  detail: z.string().nullable().describe('Why it counts as not observed or not drained.'),
  takeoverMs: milliseconds(
    'From the first step to the first answer of a new generation, at the latest; null where none came.',
  ).nullable(),
  takeoverFromMs: milliseconds(
    'The same at the earliest, where generations are distinguished by process; absent where the answer itself is known.',
  ).exactOptional(),
  drainMs: milliseconds('From the first step until the old generation was gone; null where it was not.').nullable(),
  outageMs: milliseconds(
    'Longest time in the window without a successful new connection; null without fresh traffic.',
  ).nullable(),
  outageResolutionMs: milliseconds(
    'A time without a listener shorter than this could have been missed; null without an answer on a new connection in the window.',
  ).nullable(),
  settledMs: milliseconds('From the first step until settled; null where the run ended before.').nullable(),
  attempts: count("Attempts that ended in the restart's window."),
  outcomes: outcomeCounts,
  retryable: count('Failures in its window that a retrying client would have hidden (strict clients only).'),
  // In the eyes of strict clients these are failures.
  mended: count('Attempts in its window that succeeded after a retry (retrying clients only).'),
  latencyMs: latencySummary.nullable(),
  latencyByTraffic: latencyByTraffic.exactOptional(),
  generations: z
    .object({
      old: z.array(z.string()).describe('Those that served when it began.'),
      new: z.array(z.string()).describe('Those first seen since.'),
      commands: z
        .record(z.string(), z.string())
        .exactOptional()
        .describe('Command lines of those that are processes, as far as they are known.'),
    })
    .describe('Labels of the generations.'),
  signalled: z
    .array(signalledProcess)
    .exactOptional()
    .describe('Who got the signals of its steps, and what became of these processes; absent where none did.'),
  lifelines: lifelineCounts.describe(
    'What became of the long-lived connections that were open when it began. See docs/reference/reports.md.',
  ),
  tls: restartTls.nullable().describe('TLS sessions and certificates before and after; null without `tls` traffic.'),
})
