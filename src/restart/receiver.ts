import type { z } from 'zod'
import { reportIssue, resolvePath } from '../grammar/build-context.ts'
import { map, unionOf } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { choice, nonEmptyText } from '../grammar/words.ts'
import type { StepPlace } from './step.ts'

/** Whom a signal goes to: the target's main process, its old or its new generation's main process, or a pid file. */
export type SignalTo = 'main' | 'old' | 'new' | { pidFile: string }

const TO = 'main, old, new, or a map with pid-file'

/** Whom a step means: a process of the target, or the one that a pid file names. */
export const toSchema = unionOf(
  [
    scalar(choice(['main', 'old', 'new']), "The target's main process, or that of its old or new generation."),
    map(
      { 'pid-file': scalar(nonEmptyText('the path of a pid file'), 'A file that holds the process id.') },
      'A pid file.',
    ),
  ],
  TO,
).prefault('main')

/** The process of a target that already runs is unknown, unless the scenario names it. */
export function buildReceiver(written: z.output<typeof toSchema>, place: StepPlace): SignalTo {
  if (typeof written !== 'string') return { pidFile: resolvePath(place, written['pid-file']) }
  const { command, pid } = place.target
  if (command === undefined && pid === undefined) {
    reportIssue(place, place.path, {
      expected: 'target.pid or target.command, which say who gets signals',
      found: 'found neither',
    })
  }
  return written
}

export function nameReceiver(to: SignalTo): string {
  if (to === 'main') return ''
  return ` to ${typeof to === 'string' ? to : to.pidFile}`
}
