import { expect, test } from 'vitest'
import type { RestartRecord } from '../../../src/model/ledger.ts'
import { bucket, ledgerWith } from '../support.ts'
import { findIn, idsIn, pod, stepping, workload } from './support.ts'

const [sound] = ledgerWith({}).restarts
const unseen: RestartRecord[] = sound === undefined ? [] : [{ ...sound, observed: false, drained: false }]
const message = 'the rollout is stuck: expected all pods to be new, found web-3 is not ready (server: ImagePullBackOff)'
const facts = {
  restarts: unseen,
  scenario: stepping({ kind: 'rollout', change: { by: 'restart' }, withinMs: 1000, undo: true }),
  events: [workload(), { t: 6000, kind: 'step-failed', index: 1, step: 1, name: 'rollout restart', message } as const],
}

test('new pods never became available', () => {
  const { ready: _, ...never } = pod('3', { bornIn: 1, created: 5020, routed: [] })
  const [finding, ...more] = findIn({ ...facts, pods: [pod('1'), never] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'rollout-stuck', title: 'The rollout never became ready', restarts: [1] })
  expect(finding?.evidence).toBe(`In restart 1 1 new pod came and none became ready; ${message}.`)
})

test('another step that failed is another matter', () => {
  const exec = stepping({ kind: 'exec', command: 'false', withinMs: 1000 })
  const buckets = [bucket('fresh', 7000, { ok: 20 })]
  expect(idsIn({ ...facts, scenario: exec, pods: [pod('1')], buckets })).toEqual(['reload-rejected'])
})
