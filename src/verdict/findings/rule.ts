import type { Finding } from '../../model/finding.ts'
import type { AttributedLifeline } from '../../model/lifeline.ts'
import type { Loss } from './loss.ts'
import type { RuleInput } from './rule-input.ts'

/** A finding (its id is that of its rule), and what it explains. */
export interface Explanation {
  finding: Omit<Finding, 'id'>
  losses?: readonly Loss[]
  lifelines?: readonly AttributedLifeline[]
}

/** Recognizes one mechanism in what is not explained yet; undefined where it was not at work. */
export type Rule = (input: RuleInput) => Explanation | undefined
