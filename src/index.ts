/**
 * hitless as a library: run a scenario, read its report. What the command line does, without its words.
 *
 * @packageDocumentation
 */

export type { Attempt } from './model/attempt.ts'
export type { Entry } from './model/entry.ts'
export type { RunEvent } from './model/event.ts'
export { EXIT } from './model/exit-codes.ts'
export type { Outcome, OutcomeCounts } from './model/outcome.ts'
export { OutputError } from './model/output-error.ts'
export type { Report } from './model/report.ts'
export type { Scenario } from './model/scenario.ts'
export { TargetError } from './model/target-error.ts'
export type { Verdict } from './model/verdict.ts'
export { resolveScenario, scenarioFromFlags } from './run/read-scenario.ts'
export { type Rendered, readReport, renderRun } from './run/render.ts'
export { type RunSettings, runScenario } from './run.ts'
export { ScenarioError } from './scenario/errors/scenario-error.ts'
export type { RunFlags } from './scenario/flags.ts'
export { readScenario } from './scenario/read.ts'
