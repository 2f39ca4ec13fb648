import type { AttributedLifeline } from '../../model/lifeline.ts'
import type { Finding } from '../../model/report.ts'
import type { Loss, Scene } from './scene.ts'

/** A finding, and what it explains. */
export interface Explanation {
  finding: Finding
  losses?: readonly Loss[]
  lifelines?: readonly AttributedLifeline[]
}

/** Recognizes one mechanism in what is not explained yet; undefined where it was not at work. */
export type Rule = (scene: Scene) => Explanation | undefined
