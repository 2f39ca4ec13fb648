import { CALIBRATION_SCHEMA, type Calibration } from '../model/calibration.ts'
import { startClock } from '../model/clock.ts'
import { readEnvironment } from '../run/environment.ts'
import { findCleanRates, type Rates } from './clean-rates.ts'
import { injectFaults } from './faults.ts'
import { closeListener } from './gaps.ts'
import { askHealthyServer } from './healthy.ts'
import { findDisagreements, findDoubts } from './judge.ts'
import { tryLongLived } from './long-lived/hold.ts'
import { startServer } from './server/start.ts'

export interface CalibrationSettings {
  /** How long each part takes. */
  effort: Effort
  /** New connections per second while the listener is closed and opened. */
  rate: number
  /** Receives what comes next. */
  printStep: (text: string) => void
  abort: AbortSignal
}

export interface Effort {
  faultsMs: number
  /** How often long-lived connections are ended in each way, with each fault of their messages. */
  rounds: number
  healthyMs: number
  /** How often each gap is made. */
  repetitions: number
  rates: Rates
}

/** Measures the harness on this machine against a server that keeps its own count. Rejects where it is aborted. */
export async function calibrate({ effort, rate, printStep, abort }: CalibrationSettings): Promise<Calibration> {
  const clock = startClock()
  const server = await startServer(clock)
  const fixture = { server, clock, abort }
  try {
    printStep('faults: every kind of traffic against a server that misbehaves on a schedule')
    const { confusion: ofRequests, trial: faulty } = await injectFaults(fixture, effort.faultsMs)
    printStep('ends: long-lived connections, transfers and HTTP/2, ended in every way')
    const longLived = await tryLongLived(fixture, effort.rounds)
    printStep('false failures: the same traffic against a healthy server')
    const health = await askHealthyServer(fixture, effort.healthyMs)
    printStep('gaps: a listener that closes for known times')
    const gaps = await closeListener(fixture, rate, effort.repetitions)
    printStep('rates: the highest rate that this machine can keep')
    const cleanRates = await findCleanRates(fixture, effort.rates)
    const { stoodStillMs } = await server.account([])
    const confusion = [...ofRequests, ...longLived.confusion]
    const trials = [faulty, longLived.trial, health.trial, gaps.trial]
    const doubts = findDoubts(trials, stoodStillMs)
    const imbalances = trials.flatMap(({ ledger }) => ledger.imbalances)
    const disagreements = [...imbalances, ...findDisagreements({ confusion, longLived, health, gaps, doubts })]
    return {
      schema: CALIBRATION_SCHEMA,
      environment: readEnvironment(),
      durationMs: clock.now(),
      status: disagreements.length > 0 ? 'disagrees' : doubts.length > 0 ? 'too-busy' : 'agrees',
      disagreements,
      doubts,
      confusion,
      ends: longLived.ends,
      messages: longLived.messages,
      healthy: health.healthy,
      gaps: gaps.gaps,
      schedules: health.schedules,
      cleanRates,
    }
  } finally {
    server.close()
  }
}
