import { open, utimes } from 'node:fs/promises'
import { resolve } from 'node:path'
import { resolvePath } from '../../grammar/build-context.ts'
import { scalar } from '../../grammar/scalar.ts'
import { nonEmptyText } from '../../grammar/words.ts'
import type { RestartStep } from '../../model/scenario.ts'
import type { StepContext } from '../context.ts'
import { defineStep, type StepPlace } from '../step.ts'
import { errorCode, errorText, StepError } from '../step-error.ts'

export interface TouchStep extends RestartStep {
  kind: 'touch'
  path: string
}

const touchSchema = scalar(nonEmptyText('the path of a file'), "Sets a file's times to now, and creates it if needed.")

function buildTouch(path: string, place: StepPlace): TouchStep {
  return { kind: 'touch', path: resolvePath(place, path) }
}

export function nameTouch({ path }: TouchStep): string {
  return `touch ${path}`
}

/** Sets a file's times to now, or creates it empty: what uWSGI's `--touch-reload` and Passenger's `restart.txt` look at. */
export async function runTouch({ path }: TouchStep, { cwd }: StepContext): Promise<void> {
  const file = resolve(cwd, path)
  try {
    await touch(file)
  } catch (error) {
    throw new StepError(
      {
        what: `${file} could not be touched`,
        expected: 'a file that may be changed, in a folder that exists',
        found: errorText(error),
        remedy: 'Correct `path`, or the permissions of the file and its folder.',
      },
      error,
    )
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date()
  try {
    await utimes(file, now, now)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    await (await open(file, 'a')).close()
  }
}

export const touchStep = defineStep({
  traits: {},
  schema: touchSchema,
  build: buildTouch,
  name: nameTouch,
  run: runTouch,
})
