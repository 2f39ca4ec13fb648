import type { PodLife } from '../model/pod.ts'
import { clean } from '../text/clean.ts'
import { type ReadColumn, type Table, tableOf } from '../text/document.ts'
import { formatDuration } from '../text/numbers.ts'

/** How the containers of a pod ended, as far as the kubelet reported it. */
export function describePodEnd({ ends, gone }: PodLife): string {
  const all = ends.map((end) => `${end.container} ended with ${describeCode(end)}`)
  if (all.length > 0) return all.join(', ')
  return gone === undefined ? 'outlived the run' : 'gone'
}

function describeCode({ code, reason }: PodLife['ends'][number]): string {
  return `${code === undefined ? 'an unknown code' : `code ${code}`} (${reason})`
}

export function describePod(life: PodLife): string {
  const { pod, generation, created, ready, terminating, gone } = life
  const moments = [
    `from ${formatDuration(created)}`,
    ready === undefined ? 'never ready' : `ready at ${formatDuration(ready)}`,
    ...(terminating === undefined ? [] : [`terminating from ${formatDuration(terminating)}`]),
    ...(gone === undefined ? [] : [`gone at ${formatDuration(gone)}`]),
  ]
  return `pod ${pod} of ${generation}: ${moments.join(', ')}; ${describePodEnd(life)}`
}

/** The lives of the pods of a workload. */
export function podTable(pods: readonly PodLife[]): Table {
  return tableOf(POD_COLUMNS, pods, { name: 'Pods' })
}

const POD_COLUMNS: readonly ReadColumn<PodLife>[] = [
  { title: 'pod', read: ({ pod }) => clean(pod, 80) },
  { title: 'template', words: true, read: ({ generation }) => clean(generation, 80) },
  { title: 'first seen', read: ({ created }) => formatDuration(created) },
  { title: 'ready', read: ({ ready }) => timeOf(ready) },
  { title: 'routed to', words: true, read: ({ routed }) => routed.map(describeSpan).join(', ') || '–' },
  { title: 'terminating from', read: ({ terminating }) => timeOf(terminating) },
  { title: 'gone', read: ({ gone }) => timeOf(gone) },
  { title: 'containers', words: true, read: (life) => clean(describePodEnd(life), 160) },
]

function describeSpan({ from, to }: PodLife['routed'][number]): string {
  return `${formatDuration(from)} to ${timeOf(to, 'the end')}`
}

function timeOf(t: number | undefined, otherwise = '–'): string {
  return t === undefined ? otherwise : formatDuration(t)
}
