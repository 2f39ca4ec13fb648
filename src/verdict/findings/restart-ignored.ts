import type { Finding } from '../../model/finding.ts'
import { formatDuration } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { newPodsIn } from './pods.ts'
import { ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { type TakenStep, takenSteps } from './traces.ts'
import { findUnseen, type Unseen } from './unseen.ts'

/** Nothing happened, and nothing says why. */
export const findRestartIgnored = ruleOfRestarts(findIgnored, ({ input, found, first }) => ({
  ...(describeWrapped(input, found) ?? describeIgnored(input, first, found)),
  figures: { watchedMs: watched(first) },
  references: ['docs/guide/restart.md', 'docs/guide/targets.md'],
}))

type Text = Pick<Finding, 'title' | 'explanation' | 'evidence' | 'remedy'>

function describeIgnored(input: RuleInput, first: Unseen, found: readonly Unseen[]): Text {
  return {
    title: nameNothing(input, first),
    explanation:
      'The steps were taken, and the old generation keeps serving: the server ignores the signal or uses it for something else, the signal reached the wrong process, or the new ' +
      'configuration is the same as the old one. Or the new generation cannot be distinguished from the old one.',
    evidence: describeNothing(input, first, found),
    remedy:
      'Check which signal the server restarts on, and in which state (nginx ignores USR2 with `daemon off` and while a second master lives), which process `target.pid` names, and that ' +
      '`target.generation` names something that a restart changes.',
  }
}

/** A server that restarts within its processes leaves no trace where these alone are looked at. */
function nameNothing(input: RuleInput, first: Unseen): string {
  if (isReplaced(input, first)) return 'The new generation cannot be distinguished from the old one'
  const { by } = input.ledger.scenario.target.generation
  const isKnown = by !== 'process' || first.complaint !== undefined || first.undelivered !== undefined
  return isKnown ? 'The restart did not happen' : 'No restart was seen: the same processes go on serving'
}

/** What npm, a shell or another wrapper took. */
function describeWrapped(input: RuleInput, found: readonly Unseen[]): Text | undefined {
  const first = found.find(({ wrapped }) => wrapped !== undefined)
  if (first?.wrapped === undefined) return undefined
  const { span, wrapped } = first
  const { name, pid, command, endedMs, servers } = wrapped
  const receiver = `pid ${pid} (${command.slice(0, COMMAND_CHARS)})`
  const became = endedMs === undefined ? 'which went on' : `which ended ${formatDuration(endedMs)} later`
  const left = listed(servers.map((one) => `pid ${one.pid} (${one.command.slice(0, COMMAND_CHARS)})`))
  return {
    title: 'The signal did not reach the server',
    explanation:
      'It went to the process that had launched the server: npm, a shell or another wrapper. Such a process ends by the signal, or keeps it to itself, and its child, which is the server, ' +
      'does not learn of it and serves on.',
    evidence: `in restart ${span.index} "${name}" went to ${receiver}, ${became}; its child process ${left} did not get it and served on${describeOthers(input, first, found)}`,
    remedy:
      'Signal the server itself: give `target.pid` a pid file that the server writes, or launch it without the wrapper (`exec node server.js` instead of `npm start`). More time does not help.',
  }
}

function describeOthers(input: RuleInput, first: Unseen, found: readonly Unseen[]): string {
  const others = found.filter((one) => one !== first)
  return others[0] === undefined ? '' : `; ${describeNothing(input, others[0], others)}`
}

const COMMAND_CHARS = 60

function findIgnored(span: RestartSpan, input: RuleInput): Unseen | undefined {
  const unseen = findUnseen(input, span)
  if (unseen?.wrapped !== undefined) return unseen
  return unseen?.oldServes === true && unseen.refusal === undefined ? unseen : undefined
}

/** A rollout knows by itself whether it had anything to do. */
function nameStep({ traits, name, detail }: TakenStep): string {
  return traits.replacesPods === true && detail !== undefined ? `"${name}" (${detail})` : `"${name}"`
}

function describeNothing(
  input: RuleInput,
  { span, started, complaint, undelivered }: Unseen,
  found: readonly Unseen[],
): string {
  const names = takenSteps(input.ledger, span).map(nameStep)
  const after = names.length === 0 ? '' : ` after ${listed(names)}`
  const indexes = listed(found.map((one) => String(one.span.index)))
  const time = formatDuration(watched({ span }))
  const came = isReplaced(input, { span }) ? '; new pods became ready' : describeProcesses(input, started)
  return `no new generation was seen in restart ${indexes}${after}, within ${time}${came}${undelivered === undefined ? '' : `; ${undelivered}`}${complaint === undefined ? '' : `; its log says: ${complaint}`}`
}

function watched({ span }: Pick<Unseen, 'span'>): number {
  return (span.settled ?? span.until) - span.begun
}

function describeProcesses({ ledger }: RuleInput, started: number): string {
  if (ledger.processes.length === 0) return ''
  return started > 0 ? '; new processes came and none served' : '; no new process came'
}

/** The pods are new, and no response says so. */
function isReplaced({ ledger }: RuleInput, { span }: Pick<Unseen, 'span'>): boolean {
  return newPodsIn(ledger, span).some(({ ready }) => ready !== undefined)
}
