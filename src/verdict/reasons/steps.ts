import { BUCKET_MS } from '../../model/entry.ts'
import type { RunEvent } from '../../model/event.ts'
import type { Ledger } from '../../model/ledger.ts'
import type { Reason } from '../../model/verdict.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { shareOf, sumOutcomes } from '../count.ts'

type FailedStep = Extract<RunEvent, { kind: 'step-failed' }>

/** Steps that were to do something to the server and did not: a deployment that fails has failed, whether or not users noticed. */
export function restartFailed(ledger: Ledger): Reason[] {
  const acts = findFailedSteps(ledger).filter((step) => !isWait(step, ledger) && !isOfWrapper(step, ledger))
  return acts.map((step) => ({ code: 'restart-failed', message: describeFailedStep(step, ledger) }))
}

/** Steps that waited for what did not come, or never reached the server. What that means is known from what was seen meanwhile. */
export function waitsFailed(ledger: Ledger): Reason[] {
  const waits = findFailedSteps(ledger).filter((step) => isWait(step, ledger) || isOfWrapper(step, ledger))
  return waits.map((step) => ({ code: 'step-failed', message: describeFailedStep(step, ledger) }))
}

function findFailedSteps({ events }: Ledger): FailedStep[] {
  return events.filter((event) => event.kind === 'step-failed')
}

/** A rollout that gets stuck was waited for, too: its old pods serve. */
function isWait({ step }: FailedStep, { steps }: Ledger): boolean {
  const traits = steps[step - 1]
  return traits?.waits === true || traits?.replacesPods === true
}

/** Its signal went to npm, a shell or another wrapper: nothing is known of how the server restarts. */
function isOfWrapper({ index, step }: FailedStep, { restarts }: Ledger): boolean {
  const signalled = restarts.find((restart) => restart.index === index)?.signalled ?? []
  return signalled.some((one) => one.step === step && one.servers.length > 0)
}

function describeFailedStep({ index, step, name, message }: FailedStep, ledger: Ledger): string {
  return `restart ${index}, step ${step} (${name}): ${message.replace(/\.$/, '')}. ${describeCost(ledger, index)}`
}

/** Whether users lost anything by it. */
function describeCost({ restarts, buckets }: Ledger, index: number): string {
  const restart = restarts.find((one) => one.index === index)
  if (restart === undefined) return ''
  const { begun, until, nextBegun } = restart
  const since = buckets.filter(({ t }) => t + BUCKET_MS > begun && t < until)
  const { attempts, failures } = shareOf(sumOutcomes(since))
  const time = nextBegun === undefined ? 'Since this restart began' : 'From its first step until the next restart'
  if (attempts === 0) return `${time} no request ended`
  if (failures === 0) return `${time} none of ${countOf(attempts, 'request')} was lost`
  return `${time} ${formatCount(failures)} of ${countOf(attempts, 'request')} failed`
}
