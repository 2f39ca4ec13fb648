import type { z } from 'zod'
import type { SignalTo } from '../../model/scenario.ts'
import { type BuildContext, resolvePath } from '../context.ts'
import { forms, map } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { choice, words } from '../grammar/words.ts'

const TO = 'main, old, new, or a map with pid-file'

/** Whom a step means: a process of the target, or the one that a pid file names. */
export const toSchema = forms(
  [
    scalar(choice(['main', 'old', 'new']), "The target's main process, or that of its old or new generation."),
    map({ 'pid-file': scalar(words('the path of a pid file'), 'A file that holds the process id.') }, 'A pid file.'),
  ],
  TO,
).prefault('main')

export function buildTo(to: z.output<typeof toSchema>, context: BuildContext): SignalTo {
  return typeof to === 'string' ? to : { pidFile: resolvePath(context, to['pid-file']) }
}
