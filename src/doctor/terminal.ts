import type { Check, CheckStatus, Checkup } from '../model/checkup.ts'
import { clean } from '../text/clean.ts'
import { bulletList, type Item, paragraph, type Sign, section } from '../text/document.ts'
import { countOf } from '../text/numbers.ts'
import { printOnTerminal } from '../text/terminal.ts'
import type { Terminal } from '../text/tones.ts'

const SIGNS: Record<CheckStatus, Sign> = {
  good: { sign: '✓', tone: 'good' },
  note: { sign: '·', tone: 'quiet' },
  warning: { sign: '!', tone: 'doubtful' },
  missing: { sign: '✗', tone: 'bad' },
}

/** What was found, one thing after the other, and what it comes to. */
export function renderCheckup({ ready, checks }: Checkup, terminal: Terminal): string {
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length
  const [missing, warnings] = [count('missing'), count('warning')]
  const also = warnings === 0 ? '' : `, ${countOf(warnings, 'warning')}`
  const sum = ready
    ? paragraph(`Ready to run${also}.`, 'good')
    : paragraph(`Not ready to run: ${missing} missing${also}.`, 'bad')
  const sections = [...section(undefined, [bulletList(checks.map(checkItem))]), ...section(undefined, [sum])]
  return printOnTerminal({ sections }, terminal)
}

function checkItem({ status, what, found, remedy }: Check): Item {
  const advice = remedy === undefined ? [] : [{ text: `→ ${clean(remedy)}` }]
  return { sign: SIGNS[status], lines: [{ text: `${clean(what)}: ${clean(found)}` }, ...advice] }
}
