import { describe, expect, test } from 'vitest'
import type { RolloutState, WorkloadView } from '../../../src/model/workload.ts'
import { commandFor, nameRollout, type RolloutChange, runRollout } from '../../../src/restart/steps/rollout.ts'
import { failure, makeContext, reasonOf } from '../support.ts'

const RESTART = { kind: 'rollout', change: { by: 'restart' }, withinMs: 200, undo: false } as const

interface Fake extends WorkloadView {
  calls: string[]
}

/** A workload whose every change is seen at once; `states` say what becomes of each. */
function fakeWorkload(states: Omit<RolloutState, 'generation'>[], { changes = true } = {}): Fake {
  const calls: string[] = []
  let generation = 1
  return {
    name: 'deployment/web',
    calls,
    kubectl(args) {
      calls.push(args.join(' '))
      if (args[0] === 'get') return Promise.resolve(String(generation))
      if (changes) generation += 1
      return Promise.resolve('')
    },
    rollout: () => ({ generation, phase: 'under-way', detail: '', ...states[generation - 2] }),
    troubles: () => ['web-2 is not ready (server: ImagePullBackOff)'],
  }
}

function refuse(): Promise<string> {
  return Promise.reject(new Error('deployments.apps "web" is forbidden'))
}

const COMPLETE = { phase: 'complete', detail: 'all pods are new and available' } as const
const STUCK = { phase: 'stuck', detail: 'its progress deadline has passed' } as const
const UNDER_WAY = { phase: 'under-way', detail: '1 of 3 pods are new' } as const

describe('rollout', () => {
  test.each<[RolloutChange, string, string]>([
    [{ by: 'restart' }, 'rollout restart', 'rollout restart deployment/web'],
    [{ by: 'undo' }, 'rollout undo', 'rollout undo deployment/web'],
    [{ by: 'image', images: { a: 'x:2', b: 'y:3' } }, 'rollout of a=x:2 b=y:3', 'set image deployment/web a=x:2 b=y:3'],
  ])('%o', (change, name, command) => {
    expect(nameRollout({ ...RESTART, change })).toBe(name)
    expect(commandFor(change, 'deployment/web').join(' ')).toBe(command)
  })

  test('waits until the change that it made is complete', async () => {
    const workload = fakeWorkload([COMPLETE])
    await expect(runRollout(RESTART, makeContext({ workload }))).resolves.toBe('all pods are new and available')
    expect(workload.calls.filter((call) => !call.startsWith('get'))).toEqual(['rollout restart deployment/web'])
  })

  test('does not take what was complete before the change for its end', async () => {
    const workload = fakeWorkload([UNDER_WAY])
    const before: RolloutState = { generation: 1, ...COMPLETE }
    const error = await failure(runRollout(RESTART, makeContext({ workload: { ...workload, rollout: () => before } })))
    expect(error.message).toMatch(/^the rollout is stuck: /)
  })

  test('says that nothing changed', async () => {
    const workload = fakeWorkload([], { changes: false })
    await expect(runRollout(RESTART, makeContext({ workload }))).resolves.toBe('nothing changed')
  })

  test.each([
    ['at its deadline', STUCK, 'its progress deadline has passed'],
    ['at the limit', UNDER_WAY, '1 of 3 pods are new'],
  ])('fails %s and leaves it as it is', async (_, state, said) => {
    const workload = fakeWorkload([state])
    const { message } = await failure(runRollout(RESTART, makeContext({ workload })))
    expect(message).toMatch('the rollout is stuck: expected all pods to be new and available within 200 ms')
    expect(message).toMatch(`found ${said}; web-2 is not ready (server: ImagePullBackOff)`)
    expect(workload.calls.some((call) => call.startsWith('rollout undo'))).toBe(false)
  })

  test.each([
    ['and waits for it', COMPLETE, 'It was undone.'],
    ['and says if that does not help', STUCK, 'It was undone, but the undo was not complete within 200 ms.'],
  ])('undoes a stuck rollout %s', async (_, after, said) => {
    const workload = fakeWorkload([STUCK, after])
    const { message } = await failure(runRollout({ ...RESTART, undo: true }, makeContext({ workload })))
    expect(message).toMatch(said)
    expect(workload.calls).toContain('rollout undo deployment/web')
  })

  test('fails with what kubectl says', async () => {
    const workload = { ...fakeWorkload([]), kubectl: refuse }
    const { message } = await failure(runRollout(RESTART, makeContext({ workload })))
    expect(message).toMatch('found deployments.apps "web" is forbidden')
  })

  test('fails without a workload', async () => {
    expect((await failure(runRollout(RESTART, makeContext()))).message).toMatch('there is nothing to roll out')
  })

  test('ends at once with the run', async () => {
    const ended = new AbortController()
    const step = runRollout(
      { ...RESTART, withinMs: 60_000 },
      makeContext({ workload: fakeWorkload([UNDER_WAY]), abort: ended.signal }),
    )
    setTimeout(() => ended.abort(), 20)
    expect(await reasonOf(step)).toMatchObject({ name: 'AbortError' })
  })
})
