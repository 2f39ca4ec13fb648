import type { Scenario, TrafficSpec } from '../model/scenario.ts'
import { ScenarioError } from '../scenario/errors/scenario-error.ts'
import type { Warning } from './warnings.ts'

/** What hitless needs besides the connections of its traffic: threads, journal, log, process table. */
const RESERVE = 100

/**
 * Whether the connections of a scenario's traffic fit into the limit of open files: nothing where they do, a warning where they
 * may not, if the target leaves new connections hanging.
 *
 * @throws ScenarioError where those that are held all the time do not fit
 */
export function checkOpenFiles(scenario: Scenario, limit: number | undefined): Warning[] {
  if (limit === undefined) return []
  const held = sum(scenario.traffic, countHeld)
  const most = held + sum(scenario.traffic, countPassing)
  const needed = `${most + RESERVE} open files`
  if (held >= limit) {
    throw new ScenarioError([
      {
        ...(scenario.file !== undefined && { file: scenario.file }),
        path: 'traffic',
        found: `holds ${held} connections, and a process may have ${limit} files open here`,
        expected: `fewer, or a higher limit: the run may need ${needed}`,
        hint: howToRaise(most + RESERVE),
      },
    ])
  }
  if (most + RESERVE <= limit) return []
  const message =
    `a process may have ${limit} files open here, and the traffic may need ${needed} ` +
    `where the target is slow or hangs; the target may need as many. ${capitalize(howToRaise(most + RESERVE))}`
  return [{ code: 'open-files', message }]
}

function howToRaise(needed: number): string {
  return `raise it with "ulimit -n ${needed}" before hitless is started (as root, or up to the hard limit, "ulimit -Hn")`
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function sum(traffic: readonly TrafficSpec[], count: (spec: TrafficSpec) => number): number {
  return traffic.reduce((total, spec) => total + count(spec), 0)
}

/** Connections that are open all the time. */
function countHeld(spec: TrafficSpec): number {
  return spec.connections ?? 0
}

/** Connections that are open at a time where each attempt runs into its timeout. */
function countPassing({ connections, rate = 0, timeoutMs }: TrafficSpec): number {
  return connections === undefined ? Math.ceil((rate * timeoutMs) / 1000) : 0
}
