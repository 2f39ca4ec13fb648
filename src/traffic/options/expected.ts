import type { ExpectedLoad } from '../kind.ts'

export const CLOSED_LOOP = 'a closed loop: as many as the target answers'
export const SLOWER_ANSWERS = 'fewer where an answer takes longer than the pause'

export function scheduled(perSecond: number, seconds: number, because = 'on a schedule'): ExpectedLoad {
  // A product such as 33.3 * 10 is not exact in binary.
  return { perSecond, requests: Math.floor(perSecond * seconds + 1e-6), because }
}

export function unknown(because: string): ExpectedLoad {
  return { perSecond: null, requests: null, because }
}

/** A fixed number, however long the run is. */
export function inAll(requests: number, because: string): ExpectedLoad {
  return { perSecond: 0, requests, because }
}
