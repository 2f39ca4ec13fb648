import type { FindingId } from '../../model/finding.ts'
import { findAcceptQueueReset } from './accept-queue-reset.ts'
import { findAcceptStall } from './accept-stall.ts'
import { findAcceptedUnanswered } from './accepted-unanswered.ts'
import { findAnswersChanged } from './answers-changed.ts'
import { findContentChanged } from './content-changed.ts'
import { findContentUnsteady } from './content-unsteady.ts'
import { findCutInFlight } from './cut-in-flight.ts'
import { findDrainLimit } from './drain-limit.ts'
import { findEarlierErrors } from './earlier-errors.ts'
import { findEarlierTimeouts } from './earlier-timeouts.ts'
import { findGatewayErrors } from './gateway-errors.ts'
import { findGracePeriod } from './grace-period.ts'
import { findHttp2Race } from './http2-race.ts'
import { findAbandoned } from './keepalive-abandoned.ts'
import { findKeepaliveRace } from './keepalive-race.ts'
import { findKeepaliveTimeout } from './keepalive-timeout.ts'
import { findKilled } from './killed.ts'
import { findLeftHanging } from './left-hanging.ts'
import { findLifelinesCut } from './lifelines-cut.ts'
import { findLifelinesStalled } from './lifelines-stalled.ts'
import { findNewClientErrors } from './new-client-errors.ts'
import { findNewGenerationErrors } from './new-generation-errors.ts'
import { findNoListener } from './no-listener.ts'
import { findOldGenerationErrors } from './old-generation-errors.ts'
import { findOwnLimit } from './own-limit.ts'
import { findPinnedConnections } from './pinned-connections.ts'
import { findPodNotDrained } from './pod-not-drained.ts'
import { findReadyTooEarly } from './ready-too-early.ts'
import { findRecreate } from './recreate.ts'
import { findReloadRejected } from './reload-rejected.ts'
import { findRestartIgnored } from './restart-ignored.ts'
import { findRestartUnconfirmed } from './restart-unconfirmed.ts'
import { findReturnedEarly } from './returned-early.ts'
import { findRolloutStuck } from './rollout-stuck.ts'
import type { Rule } from './rule.ts'
import { findServiceLost } from './service-lost.ts'
import { findSlowConnects } from './slow-connects.ts'
import { findStaleWorker } from './stale-worker.ts'
import { findStoppedByStep } from './stopped-by-step.ts'
import { findTooFewPods } from './too-few-pods.ts'
import { findUnexplained } from './unexplained.ts'
import { findWorkerRecycled } from './worker-recycled.ts'

/** One rule for each finding. They are asked in the order of FINDINGS. */
export const RULES: Record<FindingId, Rule> = {
  'rollout-stuck': findRolloutStuck,
  'service-lost': findServiceLost,
  'reload-rejected': findReloadRejected,
  'restart-ignored': findRestartIgnored,
  'restart-unconfirmed': findRestartUnconfirmed,
  'earlier-errors': findEarlierErrors,
  'earlier-timeouts': findEarlierTimeouts,
  'grace-period': findGracePeriod,
  'pinned-connections': findPinnedConnections,
  recreate: findRecreate,
  'pod-not-drained': findPodNotDrained,
  'too-few-pods': findTooFewPods,
  'ready-too-early': findReadyTooEarly,
  'no-listener': findNoListener,
  'returned-early': findReturnedEarly,
  'stopped-by-step': findStoppedByStep,
  'worker-recycled': findWorkerRecycled,
  'accept-queue-reset': findAcceptQueueReset,
  killed: findKilled,
  'keepalive-abandoned': findAbandoned,
  'drain-limit': findDrainLimit,
  'old-generation-errors': findOldGenerationErrors,
  'new-generation-errors': findNewGenerationErrors,
  'new-client-errors': findNewClientErrors,
  'answers-changed': findAnswersChanged,
  'content-changed': findContentChanged,
  'content-unsteady': findContentUnsteady,
  'gateway-errors': findGatewayErrors,
  'http2-race': findHttp2Race,
  'keepalive-race': findKeepaliveRace,
  'keepalive-timeout': findKeepaliveTimeout,
  'own-limit': findOwnLimit,
  'left-hanging': findLeftHanging,
  'slow-connects': findSlowConnects,
  'cut-in-flight': findCutInFlight,
  'accepted-unanswered': findAcceptedUnanswered,
  'accept-stall': findAcceptStall,
  'stale-worker': findStaleWorker,
  'lifelines-cut': findLifelinesCut,
  'lifelines-stalled': findLifelinesStalled,
  unexplained: findUnexplained,
}
