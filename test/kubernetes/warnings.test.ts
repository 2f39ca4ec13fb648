import { describe, expect, test } from 'vitest'
import { followWarnings } from '../../src/kubernetes/warnings.ts'
import type { RunEvent } from '../../src/model/event.ts'

function collect() {
  const events: RunEvent[] = []
  return { events, emit: (event: RunEvent) => void events.push(event) }
}

const warning = (reason: string, message: string, uid = 'u1', type = 'Warning') =>
  ({
    type: 'MODIFIED',
    object: { type, reason, message, involvedObject: { kind: 'Pod', name: 'web-1', uid } },
  }) as const

describe('warnings', () => {
  test('are reported of our own pods, each kind at most every ten seconds', () => {
    const { events, emit } = collect()
    const { read, last } = followWarnings(emit, (uid) => uid === 'u1')
    read(1, warning('Unhealthy', 'Readiness probe failed: connection refused'))
    read(2, warning('Unhealthy', 'Readiness probe failed: timeout'))
    read(3, warning('Unhealthy', 'Liveness probe failed: timeout'))
    read(4, warning('BackOff', 'of another', 'u2'))
    read(5, warning('Scheduled', 'well', 'u1', 'Normal'))
    read(6, warning('Killing', 'Stopping container a', 'u1', 'Normal'))
    read(10_001, warning('Unhealthy', 'Readiness probe failed: connection refused'))
    expect(events.map((event) => (event.kind === 'pod-warned' ? `${event.t} ${event.reason}` : ''))).toEqual([
      '1 Unhealthy',
      '3 Unhealthy',
      '6 Killing',
      '10001 Unhealthy',
    ])
    expect(last('u1')).toBe('Unhealthy: Readiness probe failed: connection refused')
  })
})
