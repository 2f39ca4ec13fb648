import type { PodLife } from '../../../model/pod.ts'
import { formatDuration } from '../../numbers.ts'
import type { Generations } from '../generations.ts'
import type { Markup } from '../markup.ts'
import { describePodEnd } from '../processes/words.ts'
import { renderTable } from './table.ts'

/** The lives of the pods of a workload. */
export function renderPodTable(pods: readonly PodLife[], generations: Generations): Markup {
  const columns = [
    'pod',
    'template',
    'generation',
    'first seen',
    'ready',
    'routed to',
    'told to end',
    'gone',
    'containers',
  ]
  return renderTable({
    name: 'Pods',
    columns: columns.map((title) => ({ title })),
    rows: pods.map((life) => [
      life.pod,
      life.generation,
      generations.ofRestart(life.bornIn),
      formatDuration(life.created),
      tell(life.ready),
      life.routed.map(({ from, to }) => `${formatDuration(from)} to ${tell(to, 'the end')}`).join(', ') || '–',
      tell(life.terminating),
      tell(life.gone),
      describePodEnd(life),
    ]),
  })
}

function tell(t: number | undefined, otherwise = '–'): string {
  return t === undefined ? otherwise : formatDuration(t)
}
