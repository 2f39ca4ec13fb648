import type { z } from 'zod'
import { type BuildContext, reportIssue } from '../../grammar/build-context.ts'
import { clientsOption } from '../../grammar/clients.ts'
import { list, map } from '../../grammar/map.ts'
import { type Grammar, patternOrVariable, scalar } from '../../grammar/scalar.ts'
import { duration, positiveDuration, positiveShare, share } from '../../grammar/units.ts'
import { choice, integer, positiveNumber } from '../../grammar/words.ts'
import type { SlaSpec } from '../../model/scenario.ts'
import { GUARANTEES } from '../../model/verdict.ts'

/** A confidence between 0 and 1, or null for `none`. */
const confidence: Grammar<number | null> = {
  expected: 'a confidence above 0% and below 100% such as 95%, or none',
  json: {
    type: ['string', 'number'],
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    pattern: patternOrVariable('none|[\\d.]+%?'),
  },
  read(text) {
    if (text === 'none') return { value: null }
    const reading = share.read(text)
    if (!('value' in reading)) return reading
    return reading.value > 0 && reading.value < 1 ? reading : { hint: 'write none to compare observed values alone' }
  },
}

const GUARANTEE_LIST = 'a list of guarantees such as [replaced, no-losses]'

export const slaSchema = map(
  {
    availability: scalar(positiveShare, 'Target share of requests that end ok.').prefault('99.99%'),
    confidence: scalar(
      confidence,
      'One-sided confidence with which the availability must be reached; none compares observed values alone.',
    ).prefault('95%'),
    clients: clientsOption().prefault('strict'),
    takeover: scalar(
      positiveDuration,
      'How long after the first step the old generation may still answer new connections.',
    ).exactOptional(),
    drain: scalar(positiveDuration, 'How long the old generation may stay alive after the first step.').prefault('30s'),
    outage: scalar(duration, 'Longest time in a restart without a successful new connection.').exactOptional(),
    losses: scalar(
      integer({ min: 0, what: 'a number of requests such as 0' }),
      'Most requests that may fail for a pass, whatever the availability: 0 means that not one may be lost.',
    ).exactOptional(),
    windows: scalar(
      positiveShare,
      'Target share of requests that end ok within the restart windows alone.',
    ).exactOptional(),
    'restarts-per-day': scalar(
      positiveNumber('a number of restarts a day above zero such as 10 or 0.5'),
      'How often the service is restarted, for the projection to a year.',
    ).prefault('1'),
    require: list(scalar(choice(GUARANTEES), 'A guarantee.'), GUARANTEE_LIST)
      .meta({ description: 'Guarantees that must hold for a pass.' })
      .prefault(['replaced']),
  },
  'The limits that a restart must meet.',
)

export function buildSla(sla: z.output<typeof slaSchema>, context: BuildContext): SlaSpec {
  const { availability, clients, takeover, drain, outage, windows, losses } = sla
  if (availability === 1 && sla.confidence !== null) reportUnprovable(context)
  return {
    availability,
    confidence: sla.confidence,
    clients,
    drainMs: drain,
    restartsPerDay: sla['restarts-per-day'],
    require: [...new Set(sla.require)],
    ...(takeover === undefined ? {} : { takeoverMs: takeover }),
    ...(outage === undefined ? {} : { outageMs: outage }),
    ...(windows === undefined ? {} : { windows }),
    ...(losses === undefined ? {} : { losses }),
  }
}

/** The lower bound of a share stays below 1 however many requests are sent. */
function reportUnprovable(context: BuildContext): void {
  reportIssue(context, ['sla', 'availability'], {
    expected: 'an availability below 100% as long as there is a confidence',
    found: 'found 100%, which no number of requests can prove',
    hint: 'add confidence: none to compare observed values alone',
  })
}
