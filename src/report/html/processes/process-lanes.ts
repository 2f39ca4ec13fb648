import type { ProcessLife } from '../../../model/process.ts'
import type { Report } from '../../../model/report.ts'
import { type Content, html } from '../../../text/markup.ts'
import { formatDuration } from '../../../text/numbers.ts'
import type { TimeAxis } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import type { GenerationNumbers } from '../generations.ts'
import { type Life, lifeLanes } from './life-lanes.ts'

/** A row for each process that lived while the chart shows: thin while it lived, thick while it held a listening socket. */
export function processLanes(report: Report, axis: TimeAxis, generations: GenerationNumbers): Lane[] {
  const isShown = ({ started, ended = report.run.durationMs }: ProcessLife) => ended > axis.from && started < axis.to
  const lives = report.processes.filter(isShown).map((process) => drawnLife(process, report, generations))
  return lifeLanes(lives, axis, 'processes')
}

function drawnLife(process: ProcessLife, { listeners, run }: Report, generations: GenerationNumbers): Life {
  const { pid, started: t, ended, signal, code } = process
  const to = ended ?? run.durationMs
  const own = listeners.filter((hold) => hold.pid === pid && hold.from >= t && hold.from <= to)
  const word = signal ?? (code === undefined || code === 0 ? undefined : `exit ${code}`)
  return {
    t,
    to,
    generation: generations.ofRestart(process.bornIn),
    holds: own.map((hold) => ({ t: hold.from, to: hold.to ?? to })),
    label: nameProcess(process),
    title: describeLife(process),
    holding: `${pid} held a listening socket`,
    ...(ended !== undefined && {
      end: {
        t: ended,
        bad: word !== undefined,
        word,
        title: `${formatDuration(ended)}: ${describeProcessEnd(process)}`,
      },
    }),
  }
}

/** Without the folders that its files lie in: `/usr/bin/node /srv/app/server.js` → `node server.js`. */
function nameProcess({ pid, command }: ProcessLife): Content {
  const short = command.replaceAll(/(^|\s)(?:\/[^\s/]*)*\/(?=[^\s/])/g, '$1').slice(0, 80)
  return html`<b>${String(pid)}</b> ${short}`
}

/** How a process ended, as far as the system reported it. */
export function describeProcessEnd({ ended, code, signal }: ProcessLife): string {
  if (ended === undefined) return 'outlived the run'
  if (signal !== undefined) return `ended by ${signal}`
  return code === undefined ? 'ended' : `exited with code ${code}`
}

function describeLife(life: ProcessLife): string {
  const { pid, command, started, ended } = life
  const until = ended === undefined ? '' : ` at ${formatDuration(ended)}`
  return `process ${pid}, ${command}: from ${formatDuration(started)}, ${describeProcessEnd(life)}${until}`
}
