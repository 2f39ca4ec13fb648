import type { Issue } from '../grammar/issue.ts'
import type { Scenario } from '../model/scenario.ts'
import { readIssues } from './errors/issues.ts'
import { checkCodings } from './parts/codings.ts'
import { buildExpectation } from './parts/expect.ts'
import type { FilledContext } from './parts/files.ts'
import { buildRestart } from './parts/restart.ts'
import { buildSla } from './parts/sla.ts'
import { buildTarget } from './parts/target.ts'
import { buildTiming } from './parts/timing.ts'
import { checkTlsIsSpoken } from './parts/tls.ts'
import { buildTraffic, DEFAULT_TRAFFIC, defineTrafficSchema } from './parts/traffic.ts'
import type { Registries, ScenarioSchema } from './schema.ts'
import { fillData, type Variables } from './variables.ts'
import type { Plain } from './yaml/plain.ts'

/** What a scenario is made of, besides what was written into it. */
export interface Origin {
  /** Where the scenario does not say. */
  name: string
  text: string
  file?: string
  /** Folder that relative paths start from. */
  here: string
  variables: Variables
}

interface Format extends Registries {
  schema: ScenarioSchema
}

/** Either a scenario or everything that is wrong. */
export interface Built {
  scenario?: Scenario
  issues: Issue[]
}

/** Fills in, checks and builds; either the scenario or everything that is wrong with it. */
export function buildScenario(written: Plain, origin: Origin, { schema, kinds, traitsOf, steps }: Format): Built {
  const { data, issues: unresolved } = fillData(written, origin.variables)
  const { data: read, error } = schema.safeParse(data)
  if (!read) return { issues: [...unresolved, ...withoutUnresolved(readIssues(error.issues, data), unresolved)] }
  if (unresolved.length > 0) return { issues: unresolved }
  const issues: Issue[] = []
  const context: FilledContext = { ...origin, report: (issue) => issues.push(issue) }
  const target = buildTarget(read.target, context)
  const traffic = read.traffic ?? defineTrafficSchema(kinds).parse(DEFAULT_TRAFFIC)
  const otherwise = Object.keys(traffic).some((kind) => traitsOf(kind).handshakes)
  checkTlsIsSpoken(read.target.tls, { url: read.target.url, otherwise }, context)
  const scenario: Scenario = {
    name: read.name ?? origin.name,
    ...(read.about === undefined ? {} : { about: read.about.trim() }),
    ...(origin.file === undefined ? {} : { file: origin.file }),
    requires: listRequires(read),
    target,
    traffic: buildTraffic(traffic, { kinds, written: trafficOf(data), url: read.target.url, context }),
    restart: buildRestart(read.restart, target, { steps, context }),
    timing: buildTiming(read.timing),
    sla: buildSla(read.sla, context),
    ...(read.expect === undefined ? {} : { expect: buildExpectation(read.expect) }),
    text: origin.text,
  }
  checkCodings(scenario.traffic, target.generation, context)
  return issues.length > 0 ? { issues } : { scenario, issues }
}

/** A workload is reached through kubectl, from a file or from flags. */
function listRequires({ requires, target }: { requires: string[]; target: { kubernetes?: unknown } }): string[] {
  return target.kubernetes === undefined ? requires : [...new Set([...requires, 'kubectl'])]
}

/** A value whose variable is unknown can't be judged further. */
function withoutUnresolved(issues: Issue[], unresolved: Issue[]): Issue[] {
  const places = new Set(unresolved.map(({ path }) => path.join('\0')))
  return issues.filter(({ path, at }) => at === 'key' || !places.has(path.join('\0')))
}

function trafficOf(data: Plain): Plain {
  return data === null || typeof data === 'string' || Array.isArray(data) ? null : (data['traffic'] ?? null)
}
