import type { Ledger } from '../../model/ledger.ts'
import type { ProcessLife } from '../../model/process.ts'
import { countOf, formatDuration } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import {
  describeStillborn,
  findLivingHeir,
  findStillborn,
  hasEndedBy,
  hasFailed,
  howEnded,
  isStopped,
  labelProcess,
} from '../process-ends.ts'
import { type Outage, refusedIn } from './outages.ts'
import { greatest, ruleOfSightings } from './rule.ts'
import type { RuleInput } from './rule-input.ts'
import { eventsIn, findComplaint, findFailure } from './traces.ts'

/** Why nothing listened: in a title, in a sentence, and what mends it. */
interface Why {
  title: string
  explanation: string
  remedy: string
}

/** A restart after which nothing listens any more: an outage that no other restart, or only a later one, ends. */
export const findServiceLost = ruleOfSightings(
  ({ outages, losses }) =>
    outages.map((outage) => ({ ...outage, losses: refusedIn(losses, outage) })).filter((one) => one.losses.length > 0),
  ({ input, found, first }) => {
    const worst = greatest(found, first, ({ from, to }) => to - from)
    const { title, explanation, remedy } = explain(input.ledger, worst)
    return {
      title: `Restart ${worst.span.index} took the service away: ${title}`,
      explanation,
      evidence: describeOutage(input, worst, found),
      remedy,
      figures: { absentMs: worst.to - worst.from },
      references: ['docs/guide/restart.md', 'systemd.service(5), Type=notify and Restart=', 'RFC 9293 §3.10.7.1'],
    }
  },
)

function explain(ledger: Ledger, outage: Outage): Why {
  const { span, to } = outage
  const elsewhere = findElsewhere(ledger, outage)
  if (elsewhere !== undefined) return explainElsewhere(elsewhere, hostOf(ledger))
  const stillborn = findStillborn(ledger, span)
  if (stillborn !== undefined) return explainStillborn(howEnded(stillborn))
  const short = findShortLived(ledger, span)
  if (short.length > 0) return explainShortLived(short)
  const holders = holdersOf(ledger, outage)
  const crashed = holders.find(
    (life) => hasEndedBy(life, to) && hasFailed(life) && !isStopped(ledger, span.index, life),
  )
  if (crashed !== undefined) return explainCrash(crashed)
  const lingering = holders.find((life) => !hasEndedBy(life, to))
  if (lingering !== undefined) return explainLingering(lingering)
  return findLivingHeir(ledger, span) === undefined ? NOTHING_CAME : explainDeaf(hostOf(ledger))
}

function explainStillborn(how: string | undefined): Why {
  return {
    title: `the new process ended${how === undefined ? ' as it started' : ` with ${how}`}`,
    explanation:
      'The old process no longer listened, and the one that was to take its place ended as it started. Every client has been refused since.',
    remedy:
      'Start the new process before the old one stops, and stop that only when the new one is ready (`wait: { generation: new }`, Type=notify, a readiness check). Let the deployment end with ' +
      'an error where the new version does not come up, and start the old one again.',
  }
}

/** A new process that listened and ended, and perhaps the next one, and the next: its parent saw how they ended. */
function explainShortLived(short: readonly ProcessLife[]): Why {
  const times = short.length === 1 ? '' : ` ${short.length} times`
  return {
    title: `the new process ended${times} after it had begun to listen`,
    explanation:
      'A process that was started in the restart listened, and ended although no step stopped it; what was started after it did not listen yet. Clients are let in for moments, and refused between them.',
    remedy:
      'See why the new process ends: its output in target.log, and its exit code in the log of what starts it again. Let it serve for a while before the old one stops, and let the deployment end with an error ' +
      'where it does not.',
  }
}

function explainCrash(life: ProcessLife): Why {
  return {
    title: `${labelProcess(life)} ended with ${howEnded(life)}`,
    explanation:
      'A process that listened for clients ended in the restart although no step stopped it: it did not survive what the restart did to another process. Every client has been refused since.',
    remedy:
      'Make that process survive the loss of what it depends on: handle the error that its log shows, for upgraded connections as for requests. Let a service manager start it again when it ends ' +
      '(Restart=on-failure).',
  }
}

function explainLingering(life: ProcessLife): Why {
  return {
    title: `${labelProcess(life)} closed its listening socket and did not end`,
    explanation:
      'The old process stopped accepting, finished what it had and lived on, and nothing else listened. Clients that keep a connection are served, all others refused.',
    remedy:
      'Let the next process listen before the old one stops accepting. Give the drain an end: answer with `Connection: close`, close idle connections, and exit after a limit.',
  }
}

/** The address is known: it is a word in a configuration. */
function explainElsewhere(address: string, host: string): Why {
  return {
    title: `the new process listens on ${address} alone, and the traffic goes to ${host}`,
    explanation:
      'The new process is up and listens on the same port, but on another address than the old one, so that clients of the old address are refused. Handing the socket over is no remedy for that. A name such ' +
      'as `localhost` may stand for either family, and which comes first differs between versions and machines.',
    remedy: `Have the server listen on the address that its clients use (\`listen(port, '${host}')\`), or on all of both families (\`::\` without IPV6_V6ONLY); or let clients use ${address}.`,
  }
}

function explainDeaf(host: string): Why {
  return {
    title: `the new process does not listen on ${host}`,
    explanation:
      'A new process was started and lives, but nothing listens where the traffic goes: it listens on another address or port, or does not yet.',
    remedy: 'Compare the address and port that the new process listens on (`ss -ltnp`) with those of `target.url`.',
  }
}

const NOTHING_CAME: Why = {
  title: 'nothing took its place',
  explanation: 'The old process stopped listening, and no new one was seen to. Every client has been refused since.',
  remedy:
    'See target.log, and the output of the commands, for why no new process came. Start it before the old one stops, and let the deployment end with an error where it does not come up.',
}

/** Were started in the restart, listened, and ended by themselves; none of them that listened lives. */
function findShortLived(ledger: Ledger, { index, until }: Outage['span']): ProcessLife[] {
  const listened = ledger.processes.filter(
    (life) => life.bornIn === index && ledger.listeners.some(({ pid }) => pid === life.pid),
  )
  const ended = listened.filter((life) => hasEndedBy(life, until) && !isStopped(ledger, index, life))
  return ended.length === listened.length ? ended : []
}

/** Where a process of the target listens instead. */
function findElsewhere(ledger: Ledger, { span, to }: Outage): string | undefined {
  return eventsIn(ledger, 'listener-elsewhere', { from: span.begun, to }).at(-1)?.address
}

function hostOf({ scenario }: Ledger): string {
  return new URL(scenario.target.url).hostname
}

function holdersOf({ processes }: Ledger, { holders }: Outage): ProcessLife[] {
  const pids = new Set(holders.map(({ pid }) => pid))
  return processes.filter(({ pid }) => pids.has(pid))
}

function describeOutage(
  { ledger }: RuleInput,
  outage: Outage & { losses: readonly unknown[] },
  all: readonly Outage[],
) {
  const { span, spans, from, to, losses } = outage
  const until = spans.at(-1)?.nextBegun === undefined ? 'until the end of the run' : 'until the next restart'
  const others = all.filter((one) => one !== outage).map((one) => String(one.span.index))
  const stillborn = findStillborn(ledger, span)
  const complaint = findComplaint(ledger, span)
  const failure = findFailure(ledger, span)
  const heir = stillborn === undefined ? findLivingHeir(ledger, span) : undefined
  return [
    `nothing listened from ${formatDuration(Math.max(0, from - span.begun))} after the first step of restart ${span.index} ${until}, for ${formatDuration(to - from)}`,
    `${countOf(losses.length, 'connection')} refused`,
    ...holdersOf(ledger, outage).map((life) => describeHolder(life, outage)),
    ...(stillborn === undefined ? [] : [describeStillborn(stillborn)]),
    ...(heir === undefined
      ? []
      : [`the new ${labelProcess(heir)} lived${describeAddress(findElsewhere(ledger, outage))}`]),
    ...(failure === undefined ? [] : [failure]),
    ...(complaint === undefined ? [] : [`its log says: ${complaint}`]),
    ...(others.length === 0 ? [] : [`so it was after restart ${listed(others)} too`]),
  ].join('; ')
}

function describeHolder(life: ProcessLife, { span, to }: Outage): string {
  if (!hasEndedBy(life, to)) return `${labelProcess(life)} lived on`
  const how = howEnded(life)
  return `${labelProcess(life)} ended${how === undefined ? '' : ` with ${how}`} ${formatDuration(Math.max(0, life.ended - span.begun))} after the first step`
}

function describeAddress(address: string | undefined): string {
  return address === undefined ? ' and was not seen to listen there' : ` and listened on ${address}`
}
