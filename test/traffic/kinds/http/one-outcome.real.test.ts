import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mutatedResponse } from '../../../fixtures/mutated-responses.ts'
import { RAW_RESPONSES, type RawResponse } from '../../../fixtures/raw-responses.ts'
import { CUTS, pathOf } from '../../../fixtures/raw-server.ts'
import { CLIENTS, giveTo, type Verdicts } from './one-outcome-rig.ts'

/** What each response, cut in each way, was; keyed by its name, so that a difference names it. */
function byName(
  responses: readonly RawResponse[],
  verdictOf: (path: string, response: RawResponse) => string,
): Verdicts {
  const entries = responses.flatMap((response, index) =>
    CUTS.map((cut) => {
      const { name, because } = response
      return [`${name}, ${cut} (${because})`, verdictOf(pathOf(index, cut), response)] as const
    }),
  )
  return Object.fromEntries(entries)
}

const isEndless = ({ expected }: RawResponse) => expected.startsWith('timeout')

describe.each(CLIENTS)('one answer has one outcome for %s', (client) => {
  test('where it comes to an end', async () => {
    const responses = RAW_RESPONSES.filter((response) => !isEndless(response))
    const verdicts = await giveTo(client, responses, 20_000)
    expect(byName(responses, (path) => verdicts[path] ?? '')).toEqual(byName(responses, (_, { expected }) => expected))
  })

  test('where it does not', async () => {
    const responses = RAW_RESPONSES.filter(isEndless)
    expect(responses.length).toBeGreaterThan(3)
    const verdicts = await giveTo(client, responses, 500)
    expect(byName(responses, (path) => verdicts[path] ?? '')).toEqual(byName(responses, (_, { expected }) => expected))
  })
})

test('whatever has happened to a response, load and keepalive say the same of it', async () => {
  const mutated = fc.sample(mutatedResponse, 150)
  // Whole: of what comes after a response in pieces, a client that sends at once gets some as the answer to its next request.
  const responses = mutated.map(
    (bytes, i) => ({ name: `mutant ${i}`, bytes, expected: 'ok, kept', because: '' }) as const,
  )
  const [load, keepalive] = await Promise.all(CLIENTS.map((client) => giveTo(client, responses, 1_500, ['whole'])))
  const differing = mutated.flatMap((bytes, i) => {
    const path = pathOf(i, 'whole')
    return load?.[path] === keepalive?.[path] ? [] : [{ bytes, load: load?.[path], keepalive: keepalive?.[path] }]
  })
  expect(differing).toEqual([])
})
