import { expect, test } from 'vitest'
import { restart, soundScenario } from '../support.ts'
import { answered, findIn, idsIn, life } from './support.ts'

/** The old process lets go of the port at 5060, and lives on. */
const draining = {
  restarts: [restart({ settled: 6000, drainMs: 900 })],
  processes: [life(7, { ended: 5900 })],
  listeners: [{ inode: 11, pid: 7, from: 0, to: 5060 }],
}
const onKept = (end: number, status = 503) => answered(status, end, { connection: { id: 4, reused: true } })

test('a server that answers 503 on kept connections while it closes does so itself: no proxy is there', () => {
  const [finding, ...more] = findIn({ ...draining, attempts: [onKept(5070), onKept(5085), onKept(5240)] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'old-generation-errors',
    title: 'The old generation answered 3 requests with errors while it was closing',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '3 answered with 503 by the old generation itself in the restart, 3 of them on reused connections, in restart 1 from 70 ms to 240 ms after its ' +
      'first step.',
  )
})

test('by process the old generation holds the connections of clients itself', () => {
  const scenario = soundScenario()
  const byProcess = { ...scenario, target: { ...scenario.target, generation: { by: 'process' as const } } }
  expect(idsIn({ scenario: byProcess, attempts: [onKept(5070)] })).toEqual(['old-generation-errors'])
  expect(idsIn({ attempts: [onKept(5070)] })).toEqual(['gateway-errors'])
})

test('a label decides, whatever the connection', () => {
  expect(idsIn({ attempts: [answered(500, 5070, { generation: 'a' })] })).toEqual(['old-generation-errors'])
  expect(idsIn({ attempts: [answered(500, 5070, { generation: 'b' })] })).toEqual(['new-generation-errors'])
})

test('a gateway that is restarted answers 502 for the server behind it, whichever of its generations does', () => {
  for (const generation of ['a', 'b'])
    expect(idsIn({ attempts: [answered(502, 5070, { generation })] })).toEqual(['gateway-errors'])
})
