import type { ProcessLife } from '../../../model/process.ts'
import { formatDuration } from '../../../text/numbers.ts'

/** How a process ended, as far as the system told. */
export function describeEnd({ ended, code, signal }: ProcessLife): string {
  if (ended === undefined) return 'outlived the run'
  if (signal !== undefined) return `ended by ${signal}`
  return code === undefined ? 'ended' : `exited with code ${code}`
}

export function describeLife(life: ProcessLife): string {
  const { pid, command, started, ended } = life
  const until = ended === undefined ? '' : ` at ${formatDuration(ended)}`
  return `process ${pid}, ${command}: from ${formatDuration(started)}, ${describeEnd(life)}${until}`
}
