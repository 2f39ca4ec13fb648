import { expect, test } from 'vitest'
import { followJournal } from '../../../src/kubernetes/job/journal.ts'
import { fakeKubectl } from './support.ts'

const LINES = ['{"entry":"run"}', '{"entry":"event","t":1}', '{"entry":"event","t":1}', '{"entry":"end","t":2}']

test('each line comes once and in order, also when the connection breaks in the middle of one', () => {
  const kubectl = fakeKubectl()
  const found: string[] = []
  const following = followJournal(kubectl, 'pod', (line) => found.push(line))
  const [first = '', second = '', third = '', fourth = ''] = LINES
  for (const line of [first, second, third.slice(0, 12)]) kubectl.tell('tail', line)
  kubectl.again('tail')
  for (const line of [first, second, third]) kubectl.tell('tail', line)
  kubectl.again('tail')
  for (const line of [first, second, third, fourth]) kubectl.tell('tail', line)
  expect(found).toEqual(LINES)
  following.close()
  expect(kubectl.open()).toEqual([])
})
