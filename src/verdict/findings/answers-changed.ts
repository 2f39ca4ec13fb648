import { countOf, formatCount } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { type AnswerChange, findAnswerChanges } from '../answers.ts'
import type { Explanation } from './rule.ts'
import type { RuleInput } from './rule-input.ts'

/** Good answers that are not what they were: new-client-errors tells of 4xx. */
export function findAnswersChanged({ ledger }: RuleInput): Explanation | undefined {
  const changes = findAnswerChanges(ledger).filter(({ facts }) => facts.status < 400)
  const [first] = changes
  if (first === undefined) return undefined
  const count = changes.reduce((sum, change) => sum + change.count, 0)
  return {
    finding: {
      title: `${countOf(count, 'answer')} since restart ${first.since} were other than before: ${listed([...new Set(changes.map(({ name }) => name))].slice(0, 3))}`,
      explanation: EXPLANATIONS[first.what],
      evidence: changes.map(describe).join('; '),
      remedy:
        first.what === 'status' || first.what === 'redirect'
          ? 'Keep what users rely on (sessions, routes) outside of the process that is replaced, or where both generations have it. If the new answer is meant, let the requests expect it: `expect: { status: 302 }`.'
          : 'Compare what both generations answer to the same request, and let the scenario say what it needs: `expect: { body: { contains: … } }`.',
      restarts: [...new Set(changes.map(({ since }) => since))].toSorted((a, b) => a - b),
      references: ['RFC 9110 §15', 'docs/reference/scenario.md'],
      figures: { answers: count },
    },
  }
}

const EXPLANATIONS: Record<AnswerChange['what'], string> = {
  status:
    'The same requests are answered with another status than before the restart, and the connections show nothing of it.',
  redirect:
    'The same requests are sent elsewhere than before the restart, as to a login where sessions were kept in the memory of the old process.',
  'content type': 'The same requests are answered with another type of content than before the restart.',
  'empty body': 'The same requests are answered without a body, which they had before the restart.',
}

function describe({ traffic, name, since, count, among, before }: AnswerChange): string {
  return `${traffic}: ${formatCount(count)} of ${formatCount(among)} answers since restart ${since} were ${name}, none of ${formatCount(before)} before`
}
