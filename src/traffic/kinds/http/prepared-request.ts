import type { GenerationSpec, RequestSpec } from '../../../model/scenario.ts'
import { isExpectedStatus, needsBody } from '../../exchange/answer.ts'

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

/** A request that has become due. */
export interface Arrival {
  /** Milliseconds on the run's clock. */
  due: number
  request: PreparedRequest
}

export function prepareRequest(spec: RequestSpec, index: number, generation: GenerationSpec): PreparedRequest {
  const expected = Uint8Array.from({ length: 1_000 }, (_, status) => Number(isExpectedStatus(spec.expect, status)))
  return { spec, index, weight: spec.weight, keepsBody: needsBody(spec.expect, generation), expected }
}
