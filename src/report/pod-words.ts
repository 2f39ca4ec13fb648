import type { PodLife } from '../model/pod.ts'
import { clean } from '../text/clean.ts'
import { formatDuration } from '../text/numbers.ts'

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

/** The lives of the pods of a workload as a table. */
export function podRows(pods: readonly PodLife[]): { titles: string[]; rows: string[][] } {
  return {
    titles: ['pod', 'template', 'first seen', 'ready', 'routed to', 'told to end', 'gone', 'containers'],
    rows: pods.map((life) => [
      clean(life.pod, 80),
      clean(life.generation, 80),
      formatDuration(life.created),
      tell(life.ready),
      life.routed.map(({ from, to }) => `${formatDuration(from)} to ${tell(to, 'the end')}`).join(', ') || '–',
      tell(life.terminating),
      tell(life.gone),
      clean(describePodEnd(life), 160),
    ]),
  }
}

function tell(t: number | undefined, otherwise = '–'): string {
  return t === undefined ? otherwise : formatDuration(t)
}
