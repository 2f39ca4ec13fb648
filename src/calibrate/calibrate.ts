import { CALIBRATION_SCHEMA, type Calibration } from '../model/calibration.ts'
import { startClock } from '../model/clock.ts'
import { describeEnvironment } from '../run/environment.ts'
import { findCleanRates, type Rates } from './clean-rates.ts'
import { injectFaults } from './faults.ts'
import { closeListener } from './gaps.ts'
import { askHealthyServer } from './healthy.ts'
import { findDisagreements, findDoubts } from './judge.ts'
import { holdConnections } from './long-lived/hold.ts'
import { startServer } from './server/start.ts'

export interface CalibrationSettings {
  /** How long each part takes. */
  effort: Effort
  /** New connections per second while the listener is closed and opened. */
  rate: number
  /** Is told what comes next. */
  note: (text: string) => void
  abort: AbortSignal
}

export interface Effort {
  faultsMs: number
  /** How often held connections are ended in each way, with each mischief to their messages. */
  rounds: number
  healthyMs: number
  /** How often each gap is made. */
  repetitions: number
  rates: Rates
}

/** Measures the harness on this machine against a server that keeps its own count. Rejects where it is aborted. */
export async function calibrate({ effort, rate, note, abort }: CalibrationSettings): Promise<Calibration> {
  const clock = startClock()
  const server = await startServer(clock)
  const bench = { server, clock, abort }
  try {
    note('faults: every kind of traffic against a server that misbehaves on a schedule')
    const { confusion: ofRequests, stint: faulty } = await injectFaults(bench, effort.faultsMs)
    note('ends: connections that are held, transfers and HTTP/2, ended in every way')
    const holding = await holdConnections(bench, effort.rounds)
    note('false failures: the same traffic against a healthy server')
    const health = await askHealthyServer(bench, effort.healthyMs)
    note('gaps: a listener that is closed for known times')
    const gaps = await closeListener(bench, rate, effort.repetitions)
    note('rates: how much is too much for this machine')
    const cleanRates = await findCleanRates(bench, effort.rates)
    const { stoodStillMs } = await server.account([])
    const confusion = [...ofRequests, ...holding.confusion]
    const stints = [faulty, holding.stint, health.stint, gaps.stint]
    const doubts = findDoubts(stints, stoodStillMs)
    const imbalances = stints.flatMap(({ ledger }) => ledger.imbalances)
    const disagreements = [...imbalances, ...findDisagreements({ confusion, holding, health, gaps, doubts })]
    return {
      schema: CALIBRATION_SCHEMA,
      environment: describeEnvironment(),
      durationMs: clock.now(),
      status: disagreements.length > 0 ? 'disagrees' : doubts.length > 0 ? 'too-busy' : 'agrees',
      disagreements,
      doubts,
      confusion,
      ends: holding.ends,
      messages: holding.messages,
      healthy: health.healthy,
      gaps: gaps.gaps,
      schedules: health.schedules,
      cleanRates,
    }
  } finally {
    server.close()
  }
}
