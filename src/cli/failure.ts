import { chalkStderr } from 'chalk'
import { JobError } from '../kubernetes/job/run-job.ts'
import { JournalError } from '../ledger/journal-error.ts'
import { EXIT } from '../model/exit-codes.ts'
import { OutputError } from '../model/output-error.ts'
import { TargetError } from '../model/target-error.ts'
import { UnreadableReport } from '../report/read-report.ts'
import { ScenarioError } from '../scenario/errors/scenario-error.ts'
import { UsageError } from './usage-error.ts'

export interface Failure {
  text: string
  exitCode: number
}

/** The message that a person sees for an error, and its exit code. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof UsageError) return describe(`${error.message}\n\nSee hitless --help.`, EXIT.usage)
  if (error instanceof ScenarioError || error instanceof OutputError || error instanceof UnreadableReport)
    return describe(error.message, EXIT.usage)
  if (error instanceof TargetError) return describe(error.message, EXIT.target)
  if (error instanceof JobError) return describe(error.message, error.exitCode)
  if (error instanceof JournalError) return describe(error.message, EXIT.inconclusive)
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  // Nothing was proven, so it must not look like a failed SLA, which is what Node's own 1 would say.
  return describe(
    `hitless itself failed. This is a bug in hitless and says nothing about the target.\n${trace}`,
    EXIT.inconclusive,
  )
}

function describe(message: string, exitCode: number): Failure {
  return { text: `${chalkStderr.red('error')}: ${message}`, exitCode }
}
