import { expect, test } from 'vitest'
import { readJobPod } from '../../../src/kubernetes/job/pod.ts'
import { podLine } from './support.ts'

const NAME = 'hitless-1-abcde'
const UNSCHEDULED = {
  type: 'PodScheduled',
  status: 'False',
  reason: 'Unschedulable',
  message: '0/3 nodes are available',
}

test.each([
  ['without a container yet', podLine(undefined, { phase: 'Pending' }), { started: false }],
  [
    'that no node takes',
    podLine(undefined, { conditions: [UNSCHEDULED] }),
    { started: false, obstacle: 'Unschedulable: 0/3 nodes are available' },
  ],
  ['whose container is being made', podLine({ waiting: { reason: 'ContainerCreating' } }), { started: false }],
  [
    'whose image is not there',
    podLine({ waiting: { reason: 'ErrImagePull', message: 'not found' } }),
    { started: false, obstacle: 'ErrImagePull: not found' },
  ],
  ['that runs', podLine({ running: { startedAt: '2026-01-01T00:00:00Z' } }), { started: true }],
  ['whose hitless has ended', podLine({ terminated: { exitCode: 1 } }), { started: true, exitCode: 1 }],
  ['that was deleted while it ran', podLine({ running: {} }, {}, 'DELETED'), { started: true, exitCode: 137 }],
  [
    'that was evicted',
    podLine({ running: {} }, { phase: 'Failed', reason: 'Evicted' }),
    { started: true, exitCode: 137, obstacle: 'Evicted' },
  ],
])('a pod %s', (_, line, state) => {
  expect(readJobPod(JSON.parse(line))).toEqual({ name: NAME, ...state })
})
