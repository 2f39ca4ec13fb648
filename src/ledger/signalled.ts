import type { RunEvent } from '../model/event.ts'
import type { RestartRecord, TimeSpan } from '../model/ledger.ts'
import type { ListenerHold, ProcessLife, SignalledProcess } from '../model/process.ts'

interface Evidence {
  events: readonly RunEvent[]
  processes: readonly ProcessLife[]
  listeners: readonly ListenerHold[]
}

type StepEvent = Extract<RunEvent, { kind: 'step-done' | 'step-failed' }>

/** Adds to the restarts who got their signals, and what became of these processes until the next one. */
export function addSignalled(restarts: readonly RestartRecord[], evidence: Evidence): RestartRecord[] {
  const steps = evidence.events.filter((event) => event.kind === 'step-done' || event.kind === 'step-failed')
  const byRestart = new Map<number, StepEvent[]>()
  for (const event of steps) byRestart.set(event.index, [...(byRestart.get(event.index) ?? []), event])
  return restarts.map((restart) => {
    const signalled = (byRestart.get(restart.index) ?? []).flatMap((event) =>
      describeSignalled(event, restart.until, evidence),
    )
    return signalled.length === 0 ? restart : { ...restart, signalled }
  })
}

function describeSignalled(event: StepEvent, until: number, evidence: Evidence): SignalledProcess[] {
  const { step, name, receiver, t } = event
  if (receiver === undefined) return []
  const { pid, command } = receiver
  const life = evidence.processes.findLast((one) => one.pid === pid && one.started <= t)
  const servers = life === undefined ? [] : findServers(life, until, evidence)
  return [{ step, name, pid, command, ...describeEnd(life, { from: receiver.t, to: until }), servers }]
}

function describeEnd(life: ProcessLife | undefined, { from, to }: TimeSpan) {
  if (life?.ended === undefined || life.ended >= to) return {}
  const { ended, code, signal } = life
  return {
    endedMs: Math.max(0, ended - from),
    ...(code !== undefined && { code }),
    ...(signal !== undefined && { signal }),
  }
}

/** What npm or a shell launched: those of its descendants that took connections and went on, where it took none itself. */
function findServers(wrapper: ProcessLife, until: number, evidence: Evidence): SignalledProcess['servers'] {
  if (takesConnections(wrapper, evidence)) return []
  return listDescendants(wrapper, evidence.processes)
    .filter((life) => takesConnections(life, evidence) && (life.ended ?? Number.POSITIVE_INFINITY) >= until)
    .map(({ pid, command }) => ({ pid, command }))
}

function listDescendants(parent: ProcessLife, processes: readonly ProcessLife[]): ProcessLife[] {
  const end = parent.ended ?? Number.POSITIVE_INFINITY
  const children = processes.filter(
    ({ ppid, started, pid }) =>
      ppid === parent.pid && pid !== parent.pid && started >= parent.started && started <= end,
  )
  return children.flatMap((child) => [child, ...listDescendants(child, processes)])
}

function takesConnections({ pid, served, started, ended = Number.POSITIVE_INFINITY }: ProcessLife, evidence: Evidence) {
  return (
    served !== undefined ||
    evidence.listeners.some((hold) => hold.pid === pid && hold.from >= started && hold.from <= ended)
  )
}
