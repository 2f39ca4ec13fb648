import type { Kubectl } from '../../../src/kubernetes/kubectl.ts'

/** A kubectl that does nothing, keeps what it is asked to do, and whose streams are fed by hand. */
export interface FakeKubectl extends Pick<Kubectl, 'run' | 'stream'> {
  /** The first word of every call and the rest of it, in their order. */
  calls: string[]
  /** Feeds the stream whose command contains this text with a line. */
  tell(stream: string, line: string): void
  /** Lets that stream break off and begin again. */
  again(stream: string): void
  /** The commands of the streams that are open. */
  open(): string[]
}

export function fakeKubectl(answers: Record<string, string> = {}): FakeKubectl {
  const calls: string[] = []
  const streams = new Map<string, { onLine: (line: string) => void; onAgain: () => void }>()
  const find = (text: string) => {
    const found = [...streams].find(([command]) => command.includes(text))
    if (found === undefined) throw new Error(`expected a stream of "${text}", found ${[...streams.keys()].join('; ')}`)
    return found[1]
  }
  return {
    calls,
    run(args) {
      calls.push(args.join(' '))
      return Promise.resolve(answers[args[0] ?? ''] ?? '')
    },
    stream(args, onLine, onAgain) {
      const command = args.join(' ')
      streams.set(command, { onLine, onAgain })
      return { close: () => void streams.delete(command) }
    },
    tell: (stream, line) => find(stream).onLine(line),
    again: (stream) => find(stream).onAgain(),
    open: () => [...streams.keys()],
  }
}

/** A line of `kubectl get pods --watch --output-watch-events -o json`. */
export function podLine(run: object | undefined, rest: object = {}, type = 'MODIFIED'): string {
  const containerStatuses =
    run === undefined
      ? []
      : [
          { name: 'keeper', state: { running: {} } },
          { name: 'run', state: run },
        ]
  return JSON.stringify({
    type,
    object: { metadata: { name: 'hitless-1-abcde' }, status: { containerStatuses, ...rest } },
  })
}
