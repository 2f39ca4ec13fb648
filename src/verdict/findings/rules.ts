import { findAcceptQueueReset } from './accept-queue-reset.ts'
import { findAcceptStall } from './accept-stall.ts'
import { findAcceptedUnanswered } from './accepted-unanswered.ts'
import { findCutInFlight } from './cut-in-flight.ts'
import { findDrainLimit } from './drain-limit.ts'
import { findGatewayErrors } from './gateway-errors.ts'
import { findHttp2Race } from './http2-race.ts'
import { findAbandoned } from './keepalive-abandoned.ts'
import { findKeepaliveRace } from './keepalive-race.ts'
import { findKeepaliveTimeout } from './keepalive-timeout.ts'
import { findKilled } from './killed.ts'
import { findLeftHanging } from './left-hanging.ts'
import { findLifelinesCut } from './lifelines-cut.ts'
import { findLifelinesStalled } from './lifelines-stalled.ts'
import { findNewGenerationErrors } from './new-generation-errors.ts'
import { findNoListener } from './no-listener.ts'
import { findReloadRejected } from './reload-rejected.ts'
import { findRestartIgnored } from './restart-ignored.ts'
import { findReturnedEarly } from './returned-early.ts'
import type { Rule } from './rule.ts'
import { findSlowConnects } from './slow-connects.ts'
import { findStaleWorker } from './stale-worker.ts'
import { findUnexplained } from './unexplained.ts'

/**
 * In this order they are asked, and listed. What one explains the next ones do not see any more; so the surest evidence comes first, and what only
 * looks alike after it.
 */
export const RULES: readonly Rule[] = [
  findReloadRejected,
  findRestartIgnored,
  findNoListener,
  findReturnedEarly,
  findAcceptQueueReset,
  findKilled,
  findAbandoned,
  findDrainLimit,
  findNewGenerationErrors,
  findGatewayErrors,
  findHttp2Race,
  findKeepaliveRace,
  findKeepaliveTimeout,
  findLeftHanging,
  findSlowConnects,
  findCutInFlight,
  findAcceptedUnanswered,
  findAcceptStall,
  findStaleWorker,
  findLifelinesCut,
  findLifelinesStalled,
  findUnexplained,
]
