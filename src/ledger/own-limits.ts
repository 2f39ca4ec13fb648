import { BUCKET_MS } from '../model/entry.ts'
import type { AttributedLifeline } from '../model/lifeline.ts'

/** Ends that a server's timer makes lie no further apart than the harness tells times of day apart: a slot. */
const SAME_MS = BUCKET_MS

/** An age at which a server ends connections by itself, milliseconds. */
interface OwnLimit {
  from: number
  to: number
}

/**
 * Marks the ends that are a server's own limit: for silent connections, or for their age. A limit makes ends of one age at different
 * times, at least one of them without a restart to blame; then none of that age is a restart's.
 */
export function markOwnLimits(lifelines: readonly AttributedLifeline[]): AttributedLifeline[] {
  const limits = new Map<string, OwnLimit[]>()
  for (const [traffic, ends] of groupByTraffic(lifelines.filter(isCut))) limits.set(traffic, findLimits(ends))
  return lifelines.map((lifeline) => {
    if (!isCut(lifeline)) return lifeline
    const age = ageOf(lifeline)
    const own = limits.get(lifeline.traffic)?.find(({ from, to }) => age >= from - SAME_MS && age <= to + SAME_MS)
    return own === undefined ? lifeline : { ...lifeline, restart: null, ownLimitMs: own.from }
  })
}

/** A silence on this side ends by a limit of the client's. */
function isCut({ end, sign }: AttributedLifeline): boolean {
  return end === 'cut' && sign !== undefined
}

/** Since the last answer on it, or else since it was opened. */
function ageOf({ opened, served = opened, closed }: AttributedLifeline): number {
  return closed - served
}

function groupByTraffic(lifelines: readonly AttributedLifeline[]): Map<string, AttributedLifeline[]> {
  const groups = new Map<string, AttributedLifeline[]>()
  for (const lifeline of lifelines) {
    const group = groups.get(lifeline.traffic)
    if (group === undefined) groups.set(lifeline.traffic, [lifeline])
    else group.push(lifeline)
  }
  return groups
}

function findLimits(ends: readonly AttributedLifeline[]): OwnLimit[] {
  const sorted = ends.toSorted((a, b) => ageOf(a) - ageOf(b))
  const bands: AttributedLifeline[][] = []
  for (const end of sorted) {
    const band = bands.at(-1)
    const last = band?.at(-1)
    if (band === undefined || last === undefined || ageOf(end) - ageOf(last) > SAME_MS) bands.push([end])
    else band.push(end)
  }
  return bands.filter(isLimit).map((band) => {
    const ages = band.map(ageOf)
    return { from: Math.min(...ages), to: Math.max(...ages) }
  })
}

/** Connections that were opened together and ended together are of one age for any reason. */
function isLimit(band: readonly AttributedLifeline[]): boolean {
  if (!band.some(({ restart }) => restart === null)) return false
  const times = band.map(({ closed }) => closed)
  const ages = band.map(ageOf)
  const spread = Math.max(...ages) - Math.min(...ages)
  return Math.max(...times) - Math.min(...times) > Math.max(SAME_MS, 2 * spread)
}
