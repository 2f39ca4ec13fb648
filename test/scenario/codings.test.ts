import { expect, test } from 'vitest'
import { load, minimal, problemsOf } from './support.ts'

const scenario = (accept: string, expected = 'expect: { body: { contains: a } }') =>
  minimal(`traffic: { http: { requests: [{ path: /a, headers: { Accept-Encoding: '${accept}' }, ${expected} }] } }\n`)

test('a body that has to be read is not asked for in a coding that cannot be decoded', () => {
  const [problem] = problemsOf(() => load(scenario('compress, dcb;q=0.5')))
  expect(problem).toMatchObject({
    path: 'traffic.http',
    found: 'found compress, dcb;q=0.5 alone in GET /a, whose body has to be read',
    expected: expect.stringContaining('gzip, deflate, br'),
  })
})

test.each(['gzip', 'compress, br', 'compress, *;q=0.1', 'compress, identity', ''])('%j may be asked for', (accept) => {
  expect(load(scenario(accept)).traffic).toHaveLength(1)
})

test('where nothing is read anything may', () => {
  expect(load(scenario('compress', 'weight: 2')).traffic).toHaveLength(1)
})
