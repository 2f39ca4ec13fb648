import { describe, expect, test } from 'vitest'
import { replay } from './support.ts'

describe('generations of a workload', () => {
  test('by its pods: a new one is ready, the old ones have ended', () => {
    const { generations, playTo } = replay('careless')
    playTo(3000)
    generations.beginRestart()
    playTo(5955)
    expect(generations.takeover()).toBeUndefined()
    expect(generations.describeProgress()).toBe(
      'No new pod became ready (1 created). Old pods that are still alive: careless-54d4f44bfd-8j2hg, careless-54d4f44bfd-pmz9h.',
    )
    playTo(5956)
    expect(generations.takeover()).toEqual({ t: 5956, generation: '5bfc99cc56' })
    expect(generations.old()).toEqual(['54d4f44bfd'])
    expect(generations.fresh()).toEqual(['5bfc99cc56'])
    // Its container had ended: the API server deleted the pod at 15,257.
    playTo(9367)
    expect(generations.oldGone()).toBeUndefined()
    playTo(9368)
    expect(generations.oldGone()).toBe(9368)
  })

  test('by a header as well: a new pod has answered', () => {
    const { generations, playTo } = replay('careless', 'header')
    playTo(3000)
    generations.answer(2900, 'v1')
    generations.beginRestart()
    generations.answer(5000, 'v2')
    expect(generations.takeover()).toBeUndefined()
    playTo(6000)
    expect(generations.takeover()).toEqual({ t: 5000, generation: 'v2' })
    expect([generations.old(), generations.fresh()]).toEqual([['v1'], ['v2']])
  })

  test('a header that stays the same shows no takeover', () => {
    const { generations, playTo } = replay('careless', 'header')
    playTo(3000)
    generations.answer(2900, 'v1')
    generations.beginRestart()
    playTo(60_000)
    expect(generations.takeover()).toBeUndefined()
    expect(generations.describeProgress()).toMatch(/^New pods became ready, but no answer came from a new generation/)
  })

  test('where nothing is rolled out, nothing is replaced', () => {
    const { generations, playTo } = replay('careless')
    playTo(3000)
    generations.beginRestart()
    expect(generations.describeProgress()).toMatch(/^No pod with a different template was created\./)
    expect([generations.takeover(), generations.oldGone(), generations.fresh()]).toEqual([undefined, undefined, []])
  })

  test('a pod of the same template in the place of another is no new generation', () => {
    const { generations, playTo } = replay('careless')
    playTo(5000)
    generations.beginRestart()
    // The last pod of the rollout is yet to come, and its template is known.
    playTo(60_000)
    expect(generations.fresh()).toEqual([])
    expect(generations.takeover()).toBeUndefined()
  })
})
