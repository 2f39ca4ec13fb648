import type { PodLife } from '../../../model/pod.ts'
import type { Markup } from '../../../text/markup.ts'
import { podRows } from '../../pod-words.ts'
import { renderTable } from './table.ts'

/** The lives of the pods of a workload. */
export function renderPodTable(pods: readonly PodLife[]): Markup {
  const { titles, rows } = podRows(pods)
  return renderTable({ name: 'Pods', columns: titles.map((title) => ({ title })), rows })
}
