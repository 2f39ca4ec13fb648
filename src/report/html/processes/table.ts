import type { Report } from '../../../model/report.ts'
import { clean } from '../../../text/clean.ts'
import { renderTable } from '../../../text/html-table.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { formatDuration } from '../../../text/numbers.ts'
import type { GenerationNumbers } from '../generations.ts'
import { describeProcessEnd } from './process-lanes.ts'

/** The lives of the processes, and who held which listening socket and when. */
export function renderProcessTables({ processes, listeners }: Report, generations: GenerationNumbers): Markup {
  const lives = renderTable({
    name: 'Processes',
    columns: ['process', 'parent', 'command', 'generation', 'first seen', 'end', 'how it ended'].map((title) => ({
      title,
    })),
    rows: processes.map((life) => [
      String(life.pid),
      String(life.ppid),
      clean(life.command, 160),
      generations.ofRestart(life.bornIn),
      formatDuration(life.started),
      life.ended === undefined ? '–' : formatDuration(life.ended),
      describeProcessEnd(life),
    ]),
  })
  const holds = renderTable({
    name: 'Listening sockets',
    columns: ['socket', 'held by process', 'from', 'to'].map((title) => ({ title })),
    rows: listeners.map(({ inode, pid, from, to }) => [
      String(inode),
      String(pid),
      formatDuration(from),
      to === undefined ? 'the end' : formatDuration(to),
    ]),
  })
  return html`${lives}${holds}`
}
