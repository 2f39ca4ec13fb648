import type { SamplingRate } from '../model/evidence.ts'
import { CALM_LOOK_MS, CLOSE_LOOK_MS, SERVING_LOOK_MS, TICK_MS } from '../model/look.ts'
import type { CpuBudget } from './cpu-budget.ts'
import { AFTERMATH_MS, type ProcessScan } from './process-scan.ts'
import type { Serving } from './serving.ts'

export type Budgets = Record<'quick' | 'full' | 'table' | 'counters', CpuBudget>

export interface SamplerOptions {
  scan: ProcessScan
  budgets: Budgets
  /** Absent where the target's sockets are not on this machine. */
  serving: Serving | undefined
  readCounters: () => void
  /** How long ago something changed, milliseconds. */
  sinceChange: () => number
  isListening: () => boolean
  /** A look begins. */
  onTick: () => void
}

/** How many listening sockets of a process are checked each time during a restart. A process that ends closes all of them at once. */
const ASKED_CLOSELY = 4
const COUNTERS_MS = 1000
/** Shares of a core that one kind of look may take: in calm, and while things change or a caller waits for an answer. */
const CALM_SHARE = 0.003
const BUSY_SHARE = 0.1

/** Takes each look when it is due, and as often as its budget allows. */
export class Sampler {
  readonly #options: SamplerOptions
  #rate: SamplingRate = 'slow'
  #timer = setTimeout(() => this.#tick(), 0).unref()

  constructor(options: SamplerOptions) {
    this.#options = options
  }

  setRate(rate: SamplingRate): void {
    if (rate === this.#rate) return
    this.#rate = rate
    const { budgets, readCounters, serving } = this.#options
    budgets.counters.spend(readCounters)
    if (rate === 'fast') serving?.look()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #tick(): void {
    this.#timer = setTimeout(() => this.#tick(), TICK_MS).unref()
    const { onTick, scan, budgets, readCounters } = this.#options
    onTick()
    if (budgets.quick.isDue(0, BUSY_SHARE, CLOSE_LOOK_MS)) budgets.quick.spend(() => scan.quick(this.#asked()))
    if (this.#isTableDue()) scan.table()
    if (budgets.full.isDue(CALM_LOOK_MS, CALM_SHARE)) scan.full()
    if (budgets.counters.isDue(COUNTERS_MS, CALM_SHARE)) budgets.counters.spend(readCounters)
    this.#lookWhoServes()
  }

  #asked(): number {
    return this.#rate === 'fast' ? ASKED_CLOSELY : 1
  }

  #isTableDue(): boolean {
    const { table } = this.#options.budgets
    return this.#isBusy() ? table.isDue(0, BUSY_SHARE, CLOSE_LOOK_MS) : table.isDue(CALM_LOOK_MS, CALM_SHARE)
  }

  #isBusy(): boolean {
    const { sinceChange, isListening } = this.#options
    return this.#rate === 'fast' || sinceChange() < AFTERMATH_MS || !isListening()
  }

  #lookWhoServes(): void {
    const { serving } = this.#options
    if (this.#rate === 'fast') serving?.step(CLOSE_LOOK_MS, BUSY_SHARE, SERVING_LOOK_MS)
    else serving?.step(CALM_LOOK_MS, CALM_SHARE)
  }
}
