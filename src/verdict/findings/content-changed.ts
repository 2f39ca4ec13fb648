import { listed } from '../../text/sentences.ts'
import type { Explanation } from './rule.ts'
import type { RuleInput } from './rule-input.ts'

/** Downloads that are another content from some time on, and stay so: nothing is damaged. */
export function findContentChanged({ ledger, spans }: RuleInput): Explanation | undefined {
  const seen = ledger.events.filter((event) => event.kind === 'content-changed')
  if (seen.length === 0) return undefined
  const paths = listed([...new Set(seen.map(({ path }) => path))].slice(0, 3))
  const restartAt = (time: number) => spans.findLast(({ begun }) => begun <= time)?.index
  const restarts = [...new Set(seen.map(({ t }) => restartAt(t)))].filter((index) => index !== undefined)
  const which = `restart${restarts.length === 1 ? '' : 's'} ${listed(restarts.map(String))}`
  return {
    finding: {
      title: `The content of ${paths} changed${restarts.length === 0 ? '' : ` with ${which}`}`,
      explanation:
        'Complete downloads had another content than the first one, and later ones were like them: it is a new version, and no damage. The server does not say so with an ETag.',
      evidence: seen
        .map(({ traffic, path, t }) => {
          const restart = restartAt(t)
          const when = restart === undefined ? 'before any restart' : `since restart ${restart}`
          return `${traffic}: the content of ${path} changed ${when}, and came at least twice`
        })
        .join('; '),
      remedy:
        'If the new generation is meant to answer so, give the resource a strong ETag for each version: what is then damaged is found at once. Else compare what both generations answer.',
      restarts,
      references: ['RFC 9110 §8.8.3', 'docs/explain/transfers.md'],
    },
  }
}
