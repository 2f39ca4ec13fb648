import type { z } from 'zod'
import { list, map, unionOf } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { choice } from '../../grammar/words.ts'
import { FINDINGS } from '../../model/finding.ts'
import type { Expectation } from '../../model/scenario.ts'
import { GUARANTEES, VERDICTS } from '../../model/verdict.ts'

const verdict = scalar(choice(VERDICTS), 'The verdict that it must end with.')
const guarantees = (description: string) =>
  list(scalar(choice(GUARANTEES), 'A guarantee.'), 'a list of guarantees such as [replaced, no-losses]')
    .meta({ description })
    .prefault([])

const expectation = map(
  {
    verdict,
    held: guarantees('Guarantees that must have held.'),
    broken: guarantees('Guarantees that must have been broken.'),
    findings: list(scalar(choice(FINDINGS), 'A finding.'), 'a list of findings such as [no-listener]')
      .meta({ description: 'Ids of findings that must be reported.' })
      .prefault([]),
  },
  'A verdict, and what must lead to it.',
)

export const expectSchema = unionOf(
  [verdict.transform((given) => expectation.parse({ verdict: given })), expectation],
  'a verdict such as fail, or a map with verdict, held, broken and findings',
).meta({ description: 'How this scenario must end; it then counts as a success.' })

export function buildExpectation({
  verdict: status,
  held,
  broken,
  findings,
}: z.output<typeof expectSchema>): Expectation {
  return { verdict: status, held, broken, findings }
}
