import type { z } from 'zod'
import type { RestartStep } from '../../model/scenario.ts'
import { reportValue, resolvePath } from '../context.ts'
import { map } from '../grammar/map.ts'
import { type Grammar, patternOrVariable, scalar } from '../grammar/scalar.ts'
import { positiveDuration } from '../grammar/units.ts'
import { regex, text } from '../grammar/words.ts'
import type { StepContext } from './step.ts'

type Socket = { unix: string } | { host: string; port: number }

const socket: Grammar<Socket> = {
  expected: 'a socket such as unix:/run/app.sock, tcp:127.0.0.1:9999 or tcp:[::1]:9999',
  json: { type: 'string', pattern: patternOrVariable(String.raw`unix:.+|tcp:.+:\d+`) },
  read(written) {
    const [, unix] = /^unix:(.+)$/.exec(written) ?? []
    if (unix !== undefined) return { value: { unix } }
    const [, ipv6, name, digits] = /^tcp:(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(written) ?? []
    const host = ipv6 ?? name
    const port = Number(digits)
    if (host !== undefined && port >= 1 && port <= 65_535) return { value: { host, port } }
    return written.startsWith('/') ? { hint: `did you mean unix:${written}?` } : {}
  },
}

export const sendSchema = map(
  {
    to: scalar(socket, 'The socket.'),
    data: scalar(text, 'What is sent; "\\n" in double quotes is a line break.'),
    expect: scalar(
      regex,
      'A regular expression that the answer must match; without it the answer is not waited for.',
    ).exactOptional(),
    until: scalar(
      regex,
      'The same, but it is sent again, each time on a new connection, until the answer matches.',
    ).exactOptional(),
    within: scalar(positiveDuration, 'How long it may take.').prefault('10s'),
  },
  'Sends bytes to a Unix or TCP socket.',
)

export function buildSend(written: z.output<typeof sendSchema>, context: StepContext): RestartStep {
  const { to, data, within, ...answer } = written
  if (answer.expect !== undefined && answer.until !== undefined) {
    reportValue(context, [...context.path, 'until'], { expected: 'one of expect and until', found: 'found both' })
  }
  const place = 'unix' in to ? { unix: resolvePath(context, to.unix) } : to
  return { kind: 'send', to: place, data, ...answer, withinMs: within }
}
