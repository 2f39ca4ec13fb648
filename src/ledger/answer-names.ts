import { isRedirect, nameAnswer, type SeenAnswer } from '../model/answer.ts'

/** The most places that redirects of one traffic are told apart by: further ones lead to a place for each request. */
export const PLACES_KEPT = 20
/** The most answers that are told apart, by name and generation. */
const PAIRS_KEPT = 2_000

/** The answers of one traffic and who gave them: each pair has a number, in order of appearance. */
export interface AnswerNames {
  /** Of the pair with this number: the number of the generation's label (-1: not known), and the name of the answer. */
  pairs: readonly { generation: number; name: string }[]
  /** The number of a pair; -1 past the limit. */
  see(answer: SeenAnswer, generation: number): number
}

export function nameAnswers(): AnswerNames {
  const names: string[] = []
  const pairs: { generation: number; name: string }[] = []
  const numbers = new Map<string, number>()
  let places = 0
  // Nearly every answer is like the one before.
  let last: SeenAnswer = {}
  let lastGeneration = -2
  let lastNumber = -1

  function nameOf(answer: SeenAnswer): string {
    const name = nameAnswer(answer)
    if (names.includes(name)) return name
    const { status = 0 } = answer
    const leads = isRedirect(status) && name.length > 3
    if (leads && places >= PLACES_KEPT) return String(status)
    if (leads) places += 1
    names.push(name)
    return name
  }

  function find(answer: SeenAnswer, generation: number): number {
    const name = nameOf(answer)
    const key = `${generation} ${name}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    if (pairs.length >= PAIRS_KEPT) return -1
    const number = pairs.push({ generation, name }) - 1
    numbers.set(key, number)
    return number
  }

  return {
    pairs,
    see(answer, generation) {
      const { status, grpcStatus, about, empty } = answer
      const same = status === last.status && about === last.about && empty === last.empty
      if (same && grpcStatus === last.grpcStatus && generation === lastGeneration) return lastNumber
      last = { status, grpcStatus, about, empty }
      lastGeneration = generation
      lastNumber = find(answer, generation)
      return lastNumber
    },
  }
}
