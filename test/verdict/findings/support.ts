import { expect } from 'vitest'
import type { Attempt } from '../../../src/model/attempt.ts'
import type { WorkloadFacts } from '../../../src/model/cluster-event.ts'
import type { RunEvent } from '../../../src/model/event.ts'
import type { Finding } from '../../../src/model/finding.ts'
import type { Ledger } from '../../../src/model/ledger.ts'
import type { PodLife } from '../../../src/model/pod.ts'
import type { ListenerHold, ProcessLife } from '../../../src/model/process.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import type { KnownStep } from '../../../src/restart/index.ts'
import { formatCount, formatDuration } from '../../../src/text/numbers.ts'
import { findFindings } from '../../../src/verdict/findings.ts'
import { attempt, ledgerWith, soundScenario } from '../support.ts'

/** What is found in a sound ledger with some of it changed. Its one restart begins at 5000, takes over at 5050 and settles at 5400. */
export function findIn(facts: Partial<Ledger>): Finding[] {
  const attempts = facts.attempts ?? []
  const findings = findFindings(ledgerWith({ attemptsRecorded: attempts.length, ...facts }))
  expect(findings.flatMap(findMismatches)).toEqual([])
  return findings
}

/** Figures that no sentence states, and durations in titles that are no figure. */
function findMismatches({ id, title, evidence, figures = {} }: Finding): string[] {
  const shown = Object.entries(figures).map(([name, value = 0]) => ({ name, value, text: format(name, value) }))
  const unstated = shown.filter(({ value, text }) => value > 0 && !`${title}; ${evidence}`.includes(text))
  const unnamed = (title.match(/[\d.,]+ (?:ms|s|min)\b/g) ?? []).filter(
    (part) => !shown.some(({ text }) => text === part),
  )
  return [
    ...unstated.map(({ name, text }) => `${id}: ${name} ${text} is in no sentence`),
    ...unnamed.map((text) => `${id}: ${text} is no figure`),
  ]
}

function format(name: string, value: number): string {
  return name.endsWith('Ms') ? formatDuration(value) : formatCount(value)
}

export function idsIn(facts: Partial<Ledger>): string[] {
  return findIn(facts).map(({ id }) => id)
}

/** An attempt that ended at a time, so long after it was sent. */
export function lost(end: number, inFlight: number, facts: Partial<Attempt> = {}): Attempt {
  return attempt({ due: end - inFlight, sent: end - inFlight, end, connection: { id: 1, reused: false }, ...facts })
}

export function onReused(end: number, inFlight: number, facts: Partial<Attempt> = {}): Attempt {
  return lost(end, inFlight, { connection: { id: 1, reused: true }, retryable: true, ...facts })
}

export function refused(end: number): Attempt {
  return attempt({ due: end - 1, end, outcome: 'refused', phase: 'connect', connection: { id: 0, reused: false } })
}

export function answered(status: number, end: number, facts: Partial<Attempt> = {}): Attempt {
  return lost(end, 3, { outcome: 'status', phase: 'body', status, bytesRead: 100, ...facts })
}

export function life(pid: number, facts: Partial<ProcessLife> = {}): ProcessLife {
  return { pid, ppid: 1, command: '/usr/sbin/server -c conf', started: 0, bornIn: null, ...facts }
}

export function hold(inode: number, from: number, to?: number): ListenerHold {
  return { inode, pid: inode, from, ...(to !== undefined && { to }) }
}

/** A scenario with such restart steps. */
export function stepping(...steps: KnownStep[]): Scenario {
  const sound = soundScenario()
  return { ...sound, restart: { ...sound.restart, steps } }
}

/** The first step of restart 1, done at `t` after `ms`. */
export function stepDone(t: number, ms: number, name: string, detail?: string): RunEvent {
  return { t, kind: 'step-done', index: 1, step: 1, name, ms, ...(detail !== undefined && { detail }) }
}

/** An old pod that is routed to until it is told to end; or with `bornIn: 1` a new one that is routed to when it is ready. */
export function pod(uid: string, facts: Partial<PodLife> = {}): PodLife {
  const { terminating } = facts
  const routed = [{ from: facts.ready ?? 0, ...(terminating !== undefined && { to: terminating }) }]
  return { pod: `web-${uid}`, uid, generation: 'a', created: 0, ready: 0, routed, ends: [], bornIn: null, ...facts }
}

/** What is known of the workload of two pods from its specification. */
export function workload(facts: Partial<WorkloadFacts> = {}): RunEvent {
  const sound = { replicas: 2, strategy: 'RollingUpdate', maxUnavailable: '0', maxSurge: '1', graceMs: 10_000 }
  return {
    t: 0,
    kind: 'workload-seen',
    workload: 'deployment/web',
    ...sound,
    preStop: false,
    readinessProbe: true,
    ...facts,
  }
}

/** A connection that nobody accepted before its time was up. */
export function unmet(sent: number): Attempt {
  return lost(sent + 3000, 3000, { outcome: 'timeout', phase: 'connect', connection: { id: 0, reused: false } })
}
