import { countFailures } from '../model/outcome.ts'
import type { GuaranteeReport, Report, RestartReport } from '../model/report.ts'
import { clean } from '../text/clean.ts'
import { hang, mark, type Page } from '../text/page.ts'
import { describeBaseline, describeResolution, describeService } from './restart-words.ts'
import { describeTls } from './tls-words.ts'
import {
  describeFates,
  describeGenerations,
  describeGuarantee,
  describeProjection,
  describeTimes,
  describeWindows,
} from './words.ts'

const GUARANTEE_MARKS = { held: '✓', broken: '✗', 'not-observed': '?' } as const

export function showRestarts(report: Report, page: Page): string[] {
  if (report.restarts.length === 0) return []
  const sums = [
    describeBaseline(report),
    describeWindows(report.sla),
    describeResolution(report),
    describeProjection(report),
  ]
  const each = report.restarts.flatMap((restart) => showRestart(restart, report.restarts.length, page))
  return [...each, ...sums.flatMap((text) => hang('', text, page.width - 2))]
}

function showRestart(restart: RestartReport, of: number, { color, width }: Page): string[] {
  const state = restart.observed ? (restart.drained ? '' : 'not drained: ') : 'not observed: '
  const lost = countFailures(restart.outcomes) > 0
  const ended = restart.lifelines.cut + restart.lifelines.stalled > 0
  const sign = state === '' ? (lost || ended ? color.yellow('!') : color.green('✓')) : color.red('✗')
  const number = `  ${restart.index}/${of}  `
  const indent = ' '.repeat(number.length)
  const [first = '', ...rest] = hang(indent, state + describeTimes(restart), width - 2)
  const losses = hang(indent, describeService(restart), width - 2)
  const fates = hang(indent, describeFates(restart), width - 2)
  const more = [describeTls(restart), `generation ${describeGenerations(restart)}`, clean(restart.detail ?? '')]
  return [
    ...mark([number + first.trimStart(), ...rest], sign),
    ...losses.map((line) => (lost ? color.red(line) : color.dim(line))),
    ...fates.map((line) => (ended ? color.red(line) : color.dim(line))),
    ...more.flatMap((text) => hang(indent, text, width - 2)).map((line) => color.dim(line)),
  ]
}

export function showGuarantees({ guarantees }: Report, page: Page): string[] {
  const widest = Math.max(0, ...guarantees.map(({ id }) => id.length))
  return guarantees.flatMap((guarantee) => showGuarantee(guarantee, widest, page))
}

function judged(status: GuaranteeReport['status'], color: Page['color']): string {
  const paint = { held: color.green, broken: color.red, 'not-observed': color.yellow }[status]
  return paint(GUARANTEE_MARKS[status])
}

function showGuarantee(guarantee: GuaranteeReport, widest: number, { color, width }: Page): string[] {
  const { status, required } = guarantee
  // What nobody asked for is worth knowing, but it is not what a verdict rests on.
  const sign = status === 'broken' && !required ? color.yellow('!') : judged(status, color)
  const label = `  ${guarantee.id.padEnd(widest)}  `
  const text = describeGuarantee(guarantee)
  // On a narrow terminal the evidence stands below the name instead of beside it.
  if (width < 3 * label.length) return mark([label.trimEnd(), ...hang('    ', text, width - 2)], sign)
  const [first = '', ...rest] = hang(' '.repeat(label.length), text, width - 2)
  return mark([label + first.trimStart(), ...rest], sign)
}
