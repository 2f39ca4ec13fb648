import { countOf } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import type { Explanation } from './rule.ts'
import type { RuleInput } from './rule-input.ts'

/** Downloads that are never alike: nothing is known of their content. */
export function findContentUnsteady({ ledger, spans }: RuleInput): Explanation | undefined {
  const seen = ledger.events.filter((event) => event.kind === 'content-unsteady')
  if (seen.length === 0) return undefined
  const paths = listed([...new Set(seen.map(({ path }) => path))].slice(0, 3))
  const first = spans[0]?.begun ?? Number.POSITIVE_INFINITY
  return {
    finding: {
      title: `The content of ${paths} cannot be judged: it differs from one download to the next`,
      explanation:
        'Downloads are compared with each other to find bytes that a restart has damaged. Here no two were alike, as with a page that has a time or a token in it, so only their length is checked.',
      evidence: seen
        .map(({ traffic, path, t, downloads }) => {
          const when = t < first ? ', all of them before any restart' : ''
          return `${traffic}: of the first ${countOf(downloads, 'download')} of ${path} no two were alike${when}`
        })
        .join('; '),
      remedy: 'Give the resource a strong ETag for each of its versions, or download one that stays the same.',
      restarts: [],
      references: ['RFC 9110 §8.8.3', 'docs/explain/transfers.md'],
    },
  }
}
