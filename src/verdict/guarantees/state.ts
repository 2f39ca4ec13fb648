import type { Ledger } from '../../model/ledger.ts'
import type { Guarantee } from '../../model/verdict.ts'

export type State = Omit<Guarantee, 'id'>

/** Says whether a guarantee held in a run, with the numbers that this rests on. */
export type Check = (ledger: Ledger) => State

export const held = (evidence: string): State => ({ status: 'held', evidence })
export const broken = (evidence: string): State => ({ status: 'broken', evidence })
export const notObserved = (evidence: string): State => ({ status: 'not-observed', evidence })
