import type { PodLife } from '../../../model/pod.ts'
import type { ProcessLife } from '../../../model/process.ts'
import { formatDuration } from '../../numbers.ts'

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

/** How the containers of a pod ended, as far as the kubelet told. */
export function describePodEnd({ ends, gone }: PodLife): string {
  const all = ends.map(({ container, code, reason }) => `${container} ended with code ${code} (${reason})`)
  if (all.length > 0) return all.join(', ')
  return gone === undefined ? 'outlived the run' : 'gone'
}

export function describePod(life: PodLife): string {
  const { pod, generation, created, ready, terminating, gone } = life
  const moments = [
    `from ${formatDuration(created)}`,
    ready === undefined ? 'never ready' : `ready at ${formatDuration(ready)}`,
    ...(terminating === undefined ? [] : [`told to end at ${formatDuration(terminating)}`]),
    ...(gone === undefined ? [] : [`gone at ${formatDuration(gone)}`]),
  ]
  return `pod ${pod} of ${generation}: ${moments.join(', ')}; ${describePodEnd(life)}`
}
