import { expect, test } from 'vitest'
import { lifeline } from '../support.ts'
import { findIn, idsIn } from './support.ts'

const own = (opened: number, closed: number) =>
  lifeline({
    opened,
    served: opened + 10,
    closed,
    end: 'cut',
    sign: 'FIN',
    by: 'server',
    restart: null,
    ownLimitMs: 4000,
  })

test('ends at one age are the limit of the server, in no restart', () => {
  const [finding, ...more] = findIn({ lifelines: [own(0, 4010), own(5450, 9490)] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'own-limit', restarts: [], figures: { limitMs: 4000, before: 1 } })
  expect(finding?.evidence).toBe(
    '2 idle connections ended 4 s to 4.03 s after their last answer or their opening, 1 of them before the first restart.',
  )
})

test('the end that a restart made is not', () => {
  const cut = lifeline({ closed: 5100, end: 'cut', sign: 'FIN', by: 'server', restart: 1 })
  expect(idsIn({ lifelines: [cut] })).toEqual(['lifelines-cut'])
})
