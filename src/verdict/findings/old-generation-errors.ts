import { countOf, formatCount } from '../../text/numbers.ts'
import { findAnswerer, isWrongAnswer } from './answerer.ts'
import { ruleOfLosses } from './rule.ts'
import { describeOutcomes } from './words.ts'

/** Complete answers of the old generation that are wrong: it was closing, and said so. */
export const findOldGenerationErrors = ruleOfLosses(
  (loss, input) => isWrongAnswer(loss) && findAnswerer(loss, input) === 'old',
  ({ losses, where, worst, ages }) => {
    const reused = losses.filter((loss) => loss.reused).length
    return {
      title: `The old generation answered ${countOf(losses.length, 'request')} with errors while it was closing`,
      explanation:
        'It had been asked to leave, and refused work that still came on connections which it had kept, or had closed already what it needs for it (a database, a cache). No proxy gave these answers.',
      evidence:
        `${describeOutcomes(losses)} by the old generation itself ${where}, ${formatCount(reused)} of them on reused connections, ` +
        `in restart ${worst.index} ${ages} after its first step`,
      remedy:
        'Let it answer what still comes while it closes, with `Connection: close` (Fastify `return503OnClosing: false`), and close what requests need only after the last of them; or take ' +
        'the instance out of its load balancer, and wait until clients have left, before it closes.',
      references: ['RFC 9110 §15.6.4', 'RFC 9112 §9.6, Tear-down', 'Fastify: Server, return503OnClosing'],
    }
  },
)
