import { countOf, formatDuration } from '../../text/numbers.ts'
import { ruleOfRun } from './rule.ts'
import { describeKinds, describeRange } from './words.ts'

/** Long-lived connections that the server ended by itself, with and without a restart: ledger/own-limits.ts recognizes them. */
export const findOwnLimit = ruleOfRun(
  ({ lifelines }) => ({ lifelines: lifelines.filter(({ ownLimitMs }) => ownLimitMs !== undefined) }),
  ({ lifelines }, { ledger }) => {
    const limitMs = Math.min(...lifelines.map(({ ownLimitMs = 0 }) => ownLimitMs))
    const ages = lifelines.map(({ opened, served = opened, closed }) => closed - served)
    const first = ledger.restarts[0]?.begun ?? Number.POSITIVE_INFINITY
    const before = lifelines.filter(({ closed }) => closed < first).length
    return {
      title: `${countOf(lifelines.length, 'long-lived connection')} ended by the server's own limit of about ${formatDuration(limitMs)}`,
      explanation:
        'They ended at one age, with and without a restart: the server has a time limit of its own for connections, or for silent ones, and does not announce it. ' +
        'No restart did this. A server may close an idle HTTP/1.1 connection at any time, which loses no request unless one is just on its way (RFC 9112 §9.5).',
      evidence:
        `${describeKinds(lifelines)} ended ${describeRange(ages)} after their last answer or their opening, ` +
        `${before} of them before the first restart`,
      remedy:
        'Let clients close idle connections earlier than the server does, or let it announce its limit (`Keep-Alive: timeout=N`, a close frame, GOAWAY). To see what a restart ' +
        'does to connections, raise the limit for the run (nginx keepalive_timeout, Node keepAliveTimeout, uvicorn --timeout-keep-alive).',
      figures: { limitMs, before },
      references: ['RFC 9112 §9.5', 'RFC 9112 §9.6, Tear-down'],
    }
  },
)
