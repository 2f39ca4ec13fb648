import type { Finding } from '../../model/finding.ts'
import type { AttributedLifeline } from '../../model/lifeline.ts'
import { type Loss, lifelinesIn, lostIn } from './loss.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { describeAges, inRestarts, restartsOf, worstOf } from './words.ts'

/** A finding (its id is that of its rule), and what it explains. */
export interface Explanation {
  finding: Omit<Finding, 'id'>
  losses?: readonly Loss[]
  lifelines?: readonly AttributedLifeline[]
}

/** Recognizes one mechanism in what is not explained yet; undefined where it was not at work. */
export type Rule = (input: RuleInput) => Explanation | undefined

/** What a rule says in its own words. */
type RuleText = Omit<Finding, 'id' | 'restarts'>

/** What a mechanism cost, as its rule needs it to say so. */
interface Victims {
  input: RuleInput
  losses: readonly Loss[]
  /** `in 2 of 3 restarts`. */
  where: string
  /** The restart with the most losses. */
  worst: RestartSpan
  /** When they ended in that one, counted from its first step: `from 42 ms to 145 ms`. */
  ages: string
}

/** A rule that knows its losses by themselves: those of restarts that `isOwn` takes. */
export function ruleOfLosses(
  isOwn: (loss: Loss, input: RuleInput) => boolean,
  describe: (victims: Victims) => RuleText | undefined,
): Rule {
  return ruleOfLossesIn((span, input) => lostIn(input.losses, span).filter((loss) => isOwn(loss, input)), describe)
}

/** A rule that finds its losses by what happened in their restart. */
export function ruleOfLossesIn(
  select: (span: RestartSpan, input: RuleInput) => Loss[],
  describe: (victims: Victims) => RuleText | undefined,
): Rule {
  return (input) => {
    const own = new Set(input.spans.flatMap((span) => select(span, input)))
    const losses = input.losses.filter((loss) => own.has(loss))
    const worst = worstOf(losses, input.spans)
    if (losses.length === 0 || worst === undefined) return undefined
    const restarts = restartsOf(losses)
    const ends = lostIn(losses, worst).map(({ end }) => end)
    const where = inRestarts(restarts, input)
    const text = describe({ input, losses, where, worst, ages: describeAges(ends, worst.begun) })
    return text && { losses, finding: withRestarts(text, restarts) }
  }
}

/** What a rule saw in one restart; losses and lifelines that stand in it are explained by that. */
interface Sighting {
  span: RestartSpan
  losses?: readonly Loss[]
  lifelines?: readonly AttributedLifeline[]
}

/** What a rule saw in all restarts: at least in one. */
interface Seen<One extends Sighting> {
  input: RuleInput
  found: readonly One[]
  first: One
  losses: readonly Loss[]
  lifelines: readonly AttributedLifeline[]
  /** `in 2 of 3 restarts`. */
  where: string
}

/** A rule that looks at each restart for the traces of its mechanism. */
export function ruleOfRestarts<One extends Sighting>(
  look: (span: RestartSpan, input: RuleInput) => One | undefined,
  describe: (seen: Seen<One>) => RuleText,
): Rule {
  return ruleOfSightings(
    (input) => input.spans.map((span) => look(span, input)).filter((one) => one !== undefined),
    describe,
  )
}

/** A rule that holds the restarts against each other, before it knows in which of them its mechanism was at work. */
export function ruleOfSightings<One extends Sighting>(
  lookAtAll: (input: RuleInput) => One[],
  describe: (seen: Seen<One>) => RuleText,
): Rule {
  return (input) => {
    const found = lookAtAll(input)
    const [first] = found
    if (first === undefined) return undefined
    const losses = found.flatMap((one) => one.losses ?? [])
    const lifelines = found.flatMap((one) => one.lifelines ?? [])
    const restarts = found.map(({ span }) => span.index)
    const where = inRestarts(restarts, input)
    return {
      losses,
      lifelines,
      finding: withRestarts(describe({ input, found, first, losses, lifelines, where }), restarts),
    }
  }
}

/** A rule that recognizes the long-lived connections that a restart ended in one way. */
export function ruleOfLifelines(end: AttributedLifeline['end'], describe: (seen: Seen<Sighting>) => RuleText): Rule {
  return ruleOfRestarts((span, input) => {
    const lifelines = lifelinesIn(input.lifelines, span, end)
    return lifelines.length > 0 ? { span, lifelines } : undefined
  }, describe)
}

/** What a rule found anywhere in a run. */
interface Parts {
  losses: readonly Loss[]
  lifelines: readonly AttributedLifeline[]
}

/** A rule whose losses and lifelines may lie outside of all restarts. */
export function ruleOfRun(
  select: (input: RuleInput) => Partial<Parts>,
  describe: (parts: Parts, input: RuleInput) => RuleText | undefined,
): Rule {
  return (input) => {
    const { losses = [], lifelines = [] } = select(input)
    if (losses.length + lifelines.length === 0) return undefined
    const text = describe({ losses, lifelines }, input)
    return text && { losses, lifelines, finding: withRestarts(text, restartsOf([...losses, ...lifelines])) }
  }
}

/** The greatest of some sightings; of equal ones the first. */
export function greatest<One>(found: readonly One[], first: One, size: (one: One) => number): One {
  return found.reduce((most, one) => (size(one) > size(most) ? one : most), first)
}

function withRestarts({ references, ...text }: RuleText, restarts: number[]): Explanation['finding'] {
  return { ...text, restarts, references }
}
