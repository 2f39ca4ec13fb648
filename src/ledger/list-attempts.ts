import type { Attempt } from '../model/attempt.ts'
import type { AttemptEntry } from '../model/entry.ts'

/** The attempts of an entry: one, or all that ended with it in the queue. */
export function* listAttempts(entry: AttemptEntry): Generator<Attempt> {
  const { entry: _, warmup: _warmup, alsoDue = [], ...attempt } = entry
  yield attempt
  for (const due of alsoDue) yield { ...attempt, due }
}
