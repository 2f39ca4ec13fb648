import type { Scenario } from '../model/scenario.ts'
import type { BuildContext } from './context.ts'
import { readIssues } from './errors/issues.ts'
import type { Finding } from './errors/problem.ts'
import { fillData } from './fill.ts'
import { buildExpectation } from './parts/expect.ts'
import { buildRestart } from './parts/restart.ts'
import { buildSla } from './parts/sla.ts'
import { buildTarget } from './parts/target.ts'
import { buildTiming } from './parts/timing.ts'
import { checkTlsIsSpoken } from './parts/tls.ts'
import { buildTraffic, DEFAULT_TRAFFIC } from './parts/traffic.ts'
import { trafficSchema } from './parts/traffic-options.ts'
import { scenarioSchema } from './schema.ts'
import type { Variables } from './variables.ts'
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

/** Fills in, checks and builds; either the scenario or everything that is wrong with it. */
export function buildScenario(written: Plain, origin: Origin): { scenario?: Scenario; findings: Finding[] } {
  const { data, findings: gaps } = fillData(written, origin.variables)
  const { data: read, error } = scenarioSchema.safeParse(data)
  if (!read) return { findings: [...gaps, ...withoutGaps(readIssues(error.issues, data), gaps)] }
  if (gaps.length > 0) return { findings: gaps }
  const findings: Finding[] = []
  const context: BuildContext = { ...origin, report: (finding) => findings.push(finding) }
  const target = buildTarget(read.target, context)
  const traffic = read.traffic ?? trafficSchema.parse(DEFAULT_TRAFFIC)
  checkTlsIsSpoken(read.target.tls, { url: read.target.url, otherwise: traffic.tls !== undefined }, context)
  const scenario: Scenario = {
    name: read.name ?? origin.name,
    ...(read.about === undefined ? {} : { about: read.about.trim() }),
    ...(origin.file === undefined ? {} : { file: origin.file }),
    requires: listRequires(read),
    target,
    traffic: buildTraffic(traffic, trafficOf(data), read.target.url, context),
    restart: buildRestart(read.restart, target, context),
    timing: buildTiming(read.timing),
    sla: buildSla(read.sla, context),
    ...(read.expect === undefined ? {} : { expect: buildExpectation(read.expect) }),
    text: origin.text,
  }
  return findings.length > 0 ? { findings } : { scenario, findings }
}

/** A workload is spoken to through kubectl, whoever says so. */
function listRequires({ requires, target }: { requires: string[]; target: { kubernetes?: unknown } }): string[] {
  return target.kubernetes === undefined ? requires : [...new Set([...requires, 'kubectl'])]
}

/** A value whose variable is unknown can't be judged further. */
function withoutGaps(findings: Finding[], gaps: Finding[]): Finding[] {
  const places = new Set(gaps.map(({ path }) => path.join('\0')))
  return findings.filter(({ path, at }) => at === 'key' || !places.has(path.join('\0')))
}

function trafficOf(data: Plain): Plain {
  return data === null || typeof data === 'string' || Array.isArray(data) ? null : (data['traffic'] ?? null)
}
