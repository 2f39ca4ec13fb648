import { countOf, formatCount, formatDuration } from '../../text/numbers.ts'
import { ruleOfLifelines } from './rule.ts'
import { describeKinds } from './words.ts'

/** Long-lived connections that ended without a word. */
export const findLifelinesCut = ruleOfLifelines('cut', ({ lifelines, where }) => {
  const resets = lifelines.filter(({ sign }) => sign === 'RST').length
  const gaps = lifelines.map(({ withoutServiceMs }) => withoutServiceMs).filter((ms) => ms !== undefined)
  const away = gaps.length === 0 ? '' : `; downtime up to ${formatDuration(Math.max(...gaps))}`
  return {
    title: `${countOf(lifelines.length, 'long-lived connection')} cut without notice`,
    explanation:
      'They were closed together with the old generation, without the notice that their protocol has for it, so that clients take it for a failure. Most servers do not count ' +
      'upgraded connections when they drain.',
    evidence: `${describeKinds(lifelines)} ${where}, ${formatCount(resets)} by RST and ${formatCount(lifelines.length - resets)} by FIN${away}`,
    remedy:
      'Give notice when the drain begins and let clients reconnect before the process ends: a WebSocket close frame 1012 or 1001, the last chunk of an event stream, GOAWAY, ' +
      '`Connection: close`; spread out over some seconds. Or keep the old process until they have gone.',
    figures: { resets, ...(gaps.length > 0 && { withoutServiceMs: Math.max(...gaps) }) },
    references: [
      'RFC 6455 §7.4.1',
      'RFC 9112 §9.6, Tear-down',
      'RFC 9113 §6.8',
      'Go: net/http, Server.RegisterOnShutdown',
    ],
  }
})
