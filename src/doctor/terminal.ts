import type { Check, CheckStatus, Checkup } from '../model/checkup.ts'
import { clean } from '../text/clean.ts'
import { countOf } from '../text/numbers.ts'
import { hang, mark, type Page } from '../text/page.ts'

const MARKS = { good: '✓', note: '·', warning: '!', missing: '✗' } as const satisfies Record<CheckStatus, string>
const COLORS = { good: 'green', note: 'dim', warning: 'yellow', missing: 'red' } as const

/** What was found, one thing after the other, and what it comes to. Ends in a line break. */
export function renderCheckup(checkup: Checkup, page: Page): string {
  const lines = [...checkup.checks.flatMap((check) => showCheck(check, page)), '', ...showSum(checkup, page)]
  return `${lines.join('\n')}\n`
}

function showCheck({ status, what, found, remedy }: Check, { color, width }: Page): string[] {
  const paint = color[COLORS[status]]
  const advice = remedy === undefined ? [] : hang('    ', `→ ${clean(remedy)}`, width)
  return [...mark(hang('  ', `${clean(what)}: ${clean(found)}`, width), paint(MARKS[status])), ...advice]
}

function showSum({ ready, checks }: Checkup, { color, width }: Page): string[] {
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length
  const [missing, warnings] = [count('missing'), count('warning')]
  const also = warnings === 0 ? '' : `, ${countOf(warnings, 'warning')}`
  if (ready) return hang('', color.green(`Runs can be made${also}.`), width)
  return hang('', color.red(`Runs cannot be made: ${missing} missing${also}.`), width)
}
