import type { CommandModule } from 'yargs'
import { calibrate, type Effort } from '../calibrate/calibrate.ts'
import { renderCalibration } from '../calibrate/terminal/calibration.ts'
import { ratePerSecond as rateGrammar } from '../grammar/units.ts'
import type { Calibration } from '../model/calibration.ts'
import { EXIT } from '../model/exit-codes.ts'
import { printNote } from './progress.ts'
import { printResultPage } from './summary.ts'
import { UsageError } from './usage-error.ts'

interface CalibrateArguments {
  quick: boolean | undefined
  rate: string
  json: boolean | undefined
}

const FULL: Effort = {
  faultsMs: 10_000,
  rounds: 3,
  healthyMs: 4_000,
  repetitions: 10,
  rates: {
    http: [1_000, 5_000, 10_000, 20_000, 40_000, 80_000, 120_000],
    fresh: [200, 500, 1_000, 2_000, 4_000, 8_000, 12_000],
  },
}
const QUICK: Effort = {
  faultsMs: 4_000,
  rounds: 1,
  healthyMs: 1_500,
  repetitions: 3,
  rates: { http: [1_000, 5_000, 20_000], fresh: [200, 1_000, 3_000] },
}

const CODES: Record<Calibration['status'], number> = {
  agrees: EXIT.pass,
  disagrees: EXIT.fail,
  'too-busy': EXIT.inconclusive,
}

/** `hitless calibrate`: whether what hitless reports on this machine is what happened. Exit code 1 where it is not. */
export function calibrateCommand(finish: (exitCode: number) => void): CommandModule<object, CalibrateArguments> {
  return {
    command: 'calibrate',
    describe: 'Measure hitless itself against a server that injects known faults and keeps its own count',
    builder: (yargs) =>
      yargs
        .option('quick', { type: 'boolean', describe: 'Take half the time, with fewer repetitions' })
        .option('rate', {
          type: 'string',
          requiresArg: true,
          default: '200/s',
          describe: 'New connections per second while the listener closes and opens',
        })
        .option('json', {
          type: 'boolean',
          describe: 'Print the calibration as JSON on stdout, everything else on stderr',
        }),
    handler: async ({ quick = false, rate, json = false }) => {
      const abort = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => abort.abort())
      try {
        const calibration = await calibrate({
          effort: quick ? QUICK : FULL,
          rate: readRate(rate),
          printStep: printNote,
          abort: abort.signal,
        })
        printResultPage(json ? calibration : undefined, (page) => renderCalibration(calibration, page))
        finish(CODES[calibration.status])
      } catch (error) {
        if (!abort.signal.aborted) throw error
        finish(EXIT.interrupted)
      }
    },
  }
}

function readRate(text: string): number {
  const reading = rateGrammar.read(text)
  if ('value' in reading) return reading.value
  const hint = reading.hint === undefined ? '' : `; ${reading.hint}`
  throw new UsageError(`--rate: found "${text}"; expected ${rateGrammar.expected}${hint}`)
}
