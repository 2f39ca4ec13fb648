import type { Attempt } from '../../src/model/attempt.ts'
import type { RunEvent } from '../../src/model/event.ts'
import type { Lifeline } from '../../src/model/lifeline.ts'
import { noOutcomes, type OutcomeCounts } from '../../src/model/outcome.ts'
import type { OkAnswer, Recorder } from '../../src/model/recorder.ts'

export interface MemoryRecorder extends Recorder {
  begun: number
  outcomes: OutcomeCounts
  oks: OkAnswer[]
  attempts: Attempt[]
  lifelines: Lifeline[]
  events: RunEvent[]
  /** Attempts settled by outcome and code, such as `truncated FIN`. */
  byCode(): Record<string, number>
}

/** Keeps everything, for one traffic of any name. */
export function createMemoryRecorder(): MemoryRecorder {
  const recorder: MemoryRecorder = {
    begun: 0,
    outcomes: noOutcomes(),
    oks: [],
    attempts: [],
    lifelines: [],
    events: [],
    traffic: () => ({
      begin: () => {
        recorder.begun += 1
      },
      ok: (answer) => {
        recorder.outcomes.ok += 1
        recorder.oks.push(answer)
      },
      settle: (attempt) => {
        recorder.outcomes[attempt.outcome] += 1
        recorder.attempts.push(attempt)
      },
      settleUnsent: (attempt, dues) => {
        recorder.outcomes[attempt.outcome] += dues.length
        recorder.attempts.push(...dues.map((due) => ({ ...attempt, due })))
      },
    }),
    event: (event) => recorder.events.push(event),
    lifeline: (lifeline) => recorder.lifelines.push(lifeline),
    byCode: () => {
      const counts: Record<string, number> = {}
      for (const { outcome, code } of recorder.attempts) {
        const key = code === undefined ? outcome : `${outcome} ${code}`
        counts[key] = (counts[key] ?? 0) + 1
      }
      return counts
    },
  }
  return recorder
}
