import type { RunPhase } from '../../../model/event.ts'
import type { Report } from '../../../model/report.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { formatDuration } from '../../../text/numbers.ts'
import { percentAt, percentBetween, type TimeAxis } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import type { Span } from '../chart/shapes.ts'

const HEIGHT = 22

const NAMES: Record<RunPhase, string> = {
  launch: 'launch',
  warmup: 'warm-up',
  baseline: 'baseline',
  restart: 'restart',
  between: '',
  cooldown: 'cool-down',
  grace: 'grace',
  stop: 'stop',
}

export interface PhaseSpan extends Span {
  phase: RunPhase
  /** `baseline`, `restart 2`; empty between restarts. */
  name: string
}

/** The parts of a run, one after the other. */
export function listPhases({ events, restarts, run }: Pick<Report, 'events' | 'restarts' | 'run'>): PhaseSpan[] {
  const begun = events.filter((event) => event.kind === 'phase')
  return begun.map(({ t, phase }, i) => {
    const to = begun[i + 1]?.t ?? run.durationMs
    const restart = restarts.find((one) => one.begun >= t && one.begun <= to)
    const name = phase === 'restart' && restart !== undefined ? `restart ${restart.index}` : NAMES[phase]
    return { t, to, phase, name }
  })
}

export function phasesLane(phases: readonly PhaseSpan[], axis: TimeAxis): Lane {
  const named = phases.filter(({ name }) => name !== '')
  const told = named.map(({ name, t, to }) => `${name} from ${formatDuration(t)} to ${formatDuration(to)}`)
  return {
    label: 'phase',
    height: HEIGHT,
    kind: 'phases',
    summary: `Parts of the run: ${told.slice(0, 10).join(', ')}.`,
    marks: named.map((phase) => drawPhase(phase, axis)),
  }
}

/** Wide enough for a letter, on a page of ordinary width. */
const LETTER = 7

/** What there is room for: the name, the number of the restart, or nothing. */
function fitName(name: string, room: number): string {
  const fits = (text: string) => text.length * LETTER + 6 <= room
  return [name, name.replace('restart ', '')].find(fits) ?? ''
}

function drawPhase({ t, to, phase, name }: PhaseSpan, axis: TimeAxis): Markup {
  const [x, width] = [percentAt(axis, t), percentBetween(axis, t, to)]
  const title = `${name}: ${formatDuration(t)} to ${formatDuration(to)}`
  return html`<svg class="phase ${phase}" x="${x}" width="${width}" height="${HEIGHT}"><title>${title}</title><rect width="100%" height="100%"/><text x="4" y="15">${fitName(name, axis.x(to) - axis.x(t))}</text></svg>`
}
