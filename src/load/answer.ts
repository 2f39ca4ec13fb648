import type { FailureFacts } from '../model/attempt.ts'
import type { GenerationSpec, RequestSpec } from '../model/scenario.ts'
import { generationFromBody, isExpectedStatus, judgeAnswer, needsBody } from '../probes/exchange/answer.ts'

/** One request of the mix, with what is worked out once instead of for each answer. */
export interface PreparedRequest {
  spec: RequestSpec
  /** Its place in the mix. */
  index: number
  weight: number
  /** The body is needed to judge the answer or to tell the generation. */
  keepsBody: boolean
  /** By status: 1 where it is expected. */
  expected: Uint8Array
}

export function prepareRequest(spec: RequestSpec, index: number, generation: GenerationSpec): PreparedRequest {
  const expected = Uint8Array.from({ length: 1_000 }, (_, status) => Number(isExpectedStatus(spec.expect, status)))
  return { spec, index, weight: spec.weight, keepsBody: needsBody(spec.expect, generation), expected }
}

/** What is wrong with a complete answer; undefined where it is good. */
export function findFault(request: PreparedRequest, status: number, body: string): FailureFacts | undefined {
  if (request.expected[status] === 1 && request.spec.expect.body === undefined) return undefined
  const facts = judgeAnswer(request.spec.expect, status, body)
  return facts.outcome === 'ok' ? undefined : facts
}

/** The generation that raw headers, names and values in turn, tell of. */
export function generationOf(rule: GenerationSpec, headers: readonly string[]): string | undefined {
  if (rule.by !== 'header') return undefined
  let found: string | undefined
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]
    if (name?.length !== rule.name.length || name.toLowerCase() !== rule.name.toLowerCase()) continue
    // Joined, as node:http gives them to the probes (RFC 9110 §5.3): one answer has one generation, whoever asked.
    found = found === undefined ? headers[i + 1] : `${found}, ${headers[i + 1]}`
  }
  return found
}

export { generationFromBody }
