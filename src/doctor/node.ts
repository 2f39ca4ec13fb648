import type { Check } from '../model/checkup.ts'
import type { Machine } from './machine.ts'

/** The oldest that is tried, as in `engines` of package.json. */
const OLDEST = { major: 20, minor: 19 }

export function checkNode({ node }: Machine): Check[] {
  const [major = 0, minor = 0] = node.replace('v', '').split('.').map(Number)
  const wanted = `${OLDEST.major}.${OLDEST.minor} or later`
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor))
    return [{ status: 'good', what: 'Node', found: `${node}; ${wanted} is needed` }]
  return [
    {
      status: 'missing',
      what: 'Node',
      found: `${node}; ${wanted} is needed`,
      remedy: 'install a newer one, from nodejs.org or your distribution',
    },
  ]
}
