import type { Attempt } from '../model/attempt.ts'
import type { AttemptEntry } from '../model/entry.ts'

/** The attempts of an entry: one, or all that ended with it in the queue. */
export function* listAttempts({ entry: _, warmup: __, alsoDue = [], ...attempt }: AttemptEntry): Generator<Attempt> {
  yield attempt
  for (const due of alsoDue) yield { ...attempt, due }
}
