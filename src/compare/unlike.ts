import { basename } from 'node:path'
import type { Strategy } from '../model/comparison.ts'
import type { Report } from '../model/report.ts'
import { FIRST_RULES } from '../model/rules.ts'
import { clean } from '../text/clean.ts'
import { formatShare } from '../text/numbers.ts'
import { listed } from '../text/sentences.ts'

/** What a run was of, in words that two runs of the same thing share: of a command the program, as its ports and folders are each run's own. */
export function describeSubject(report: Report): Strategy['subject'] {
  const { sla, scenario, traffic, events } = report
  const started = events.find((event) => event.kind === 'target-started')
  return {
    scenario: clean(scenario.name, 120),
    target: started === undefined ? 'a service that was already running' : nameProgram(started.command),
    SLA: `${formatShare(sla.target)} for ${sla.clients} clients`,
    traffic: listed(traffic.map(({ name, kind }) => clean(name === kind ? name : `${name} (${kind})`, 60))),
    rules: `version ${report.rules ?? FIRST_RULES}`,
  }
}

/** `nginx`, `node server.js`. */
function nameProgram(command: string): string {
  const [program = '', script = ''] = command.trim().split(/\s+/)
  const names = /^[^-].*\.\w+$/.test(script) ? [program, script] : [program]
  return clean(names.map((name) => basename(name)).join(' '), 60)
}

/** In what a run and the baseline are not the same thing, a sentence each. */
export function findUnlike(before: Strategy, after: Strategy): string[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of its type
  const keys = Object.keys(before.subject) as (keyof Strategy['subject'])[]
  return keys
    .filter((key) => before.subject[key] !== after.subject[key])
    .map((key) => `${after.name} has another ${NOUNS[key]}: ${before.subject[key]} then, ${after.subject[key]} now`)
}

const NOUNS: Record<keyof Strategy['subject'], string> = {
  scenario: 'scenario than the baseline',
  target: 'target than the baseline',
  SLA: 'SLA than the baseline',
  traffic: 'traffic than the baseline',
  rules: 'version of the rules of the verdict than the baseline',
}
