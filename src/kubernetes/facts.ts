import type { WorkloadFacts } from '../model/cluster-event.ts'
import type { Workload } from './objects.ts'

/** What the API server fills in where a manifest says nothing. */
const DEFAULT_GRACE_S = 30

/** What the specification of a workload says that its rollouts go by. */
export function readFacts({ kind = '', metadata = {}, spec = {}, status = {} }: Workload): WorkloadFacts {
  const { type = 'RollingUpdate', rollingUpdate = {} } = spec.strategy ?? spec.updateStrategy ?? {}
  const { containers = [], terminationGracePeriodSeconds = DEFAULT_GRACE_S } = spec.template?.spec ?? {}
  const { maxUnavailable, maxSurge } = rollingUpdate
  return {
    workload: `${kind.toLowerCase()}/${metadata.name ?? ''}`,
    replicas: spec.replicas ?? status.desiredNumberScheduled ?? 1,
    strategy: type,
    ...(maxUnavailable !== undefined && { maxUnavailable: String(maxUnavailable) }),
    ...(maxSurge !== undefined && { maxSurge: String(maxSurge) }),
    graceMs: terminationGracePeriodSeconds * 1000,
    preStop: containers.some(({ lifecycle }) => lifecycle?.preStop !== undefined),
    readinessProbe: containers.some(({ readinessProbe }) => readinessProbe !== undefined),
  }
}

/** The selector of a workload as kubectl's `--selector` takes it. */
export function writeSelector({ spec }: Workload): string {
  const { matchLabels = {}, matchExpressions = [] } = spec?.selector ?? {}
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`)
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => writeExpression(key, operator, values))
  return [...labels, ...expressions].join(',')
}

function writeExpression(key: string, operator: string, values: readonly string[]): string {
  if (operator === 'Exists') return key
  if (operator === 'DoesNotExist') return `!${key}`
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`
}
