import type { Ledger } from '../../model/ledger.ts'
import type { Guarantee } from '../../model/verdict.ts'

export type GuaranteeState = Omit<Guarantee, 'id'>

/** Says whether a guarantee held in a run, with the numbers that this rests on. */
export type GuaranteeCheck = (ledger: Ledger) => GuaranteeState

export const held = (evidence: string): GuaranteeState => ({ status: 'held', evidence })
export const broken = (evidence: string): GuaranteeState => ({ status: 'broken', evidence })
export const notObserved = (evidence: string): GuaranteeState => ({ status: 'not-observed', evidence })
