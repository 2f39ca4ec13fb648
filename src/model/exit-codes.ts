import type { VerdictStatus } from './verdict.ts'

/** How the program ends. Scripts rely on these numbers. */
export const EXIT = {
  pass: 0,
  /** The SLA or a required guarantee failed, or a scenario that is expected to end otherwise passed. */
  fail: 1,
  /** The command line or the scenario has a mistake. */
  usage: 2,
  inconclusive: 3,
  /** The target could not be launched, never became ready, or died outside a restart. */
  target: 4,
  /** Ended by SIGINT or SIGTERM; 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const

/** From harmless to worst: what is proven to be broken outranks what is not proven, and no verdict at all outranks both. */
const RANKS: readonly number[] = [EXIT.pass, EXIT.inconclusive, EXIT.fail, EXIT.target, EXIT.usage, EXIT.interrupted]

/** The exit code of several scenarios together. */
export function worstExitCode(codes: readonly number[]): number {
  return codes.reduce((worst, code) => (RANKS.indexOf(code) > RANKS.indexOf(worst) ? code : worst), EXIT.pass)
}

export interface RunEnding {
  status: VerdictStatus
  /** Whether it ended as the scenario expects of itself; undefined where that expects nothing. */
  asExpected?: boolean | undefined
  interrupted: boolean
  targetDied: boolean
}

/** The exit code of one run that came to a verdict. */
export function exitCodeOf({ status, asExpected, interrupted, targetDied }: RunEnding): number {
  if (interrupted) return EXIT.interrupted
  if (asExpected === true) return EXIT.pass
  if (targetDied) return EXIT.target
  // A caller that expects a failure must not see a success.
  return status === 'pass' && asExpected === false ? EXIT.fail : EXIT[status]
}
