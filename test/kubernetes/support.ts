import { readFileSync } from 'node:fs'
import { trackGenerations } from '../../src/evidence/generation.ts'
import { trackWorkload } from '../../src/kubernetes/generations.ts'
import type { Workload } from '../../src/kubernetes/objects.ts'
import { watchWorkload } from '../../src/kubernetes/watch.ts'
import type { Clock } from '../../src/model/clock.ts'
import type { RunEvent } from '../../src/model/event.ts'
import type { GenerationSpec } from '../../src/model/scenario.ts'

/** One line of a watch stream, and when it came. */
interface Recorded {
  t: number
  resource: string
  event: { type: string; object: object }
}

/** What kubectl printed while a workload was rolled out on a real cluster (Kubernetes 1.20), fields that nobody reads left out. */
export function readRecording(name: string): Recorded[] {
  const text = readFileSync(`test/fixtures/kubernetes/${name}.ndjson`, 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line): Recorded => JSON.parse(line))
}

/** A watch on a recording, which is played as far as one likes. */
export function replay(name: string, by: GenerationSpec['by'] = 'process') {
  const lines = readRecording(name)
  const workload: Workload =
    lines.find(({ resource }) => /^(deployment|statefulset|daemonset)s$/.test(resource))?.event.object ?? {}
  let t = 0
  const clock: Clock = { origin: 0n, now: () => t }
  const events: RunEvent[] = []
  const readers = new Map<string, (line: string) => void>()
  const again = new Map<string, () => void>()
  const commands: string[] = []
  let listed = '{"items":[]}'
  const watch = watchWorkload({
    workload,
    clock,
    onEvent: (event) => events.push(event),
    kubectl: {
      run: (args) => {
        commands.push(args.join(' '))
        return Promise.resolve(listed)
      },
      stream(args, onLine, onAgain) {
        commands.push(args.join(' '))
        const resource = args[1]?.split('.')[0] ?? ''
        readers.set(resource, onLine)
        again.set(resource, onAgain)
        return { close: () => readers.delete(resource) }
      },
    },
  })
  const answers = by === 'process' ? undefined : trackGenerations({ by, clock, visible: false })
  const generations = trackWorkload({ answers, pods: watch.pods })
  let played = 0
  return {
    watch,
    events,
    commands,
    generations,
    /** Plays what came until then. */
    playTo(until: number) {
      for (const { t: at, resource, event } of lines.slice(played)) {
        if (at > until) break
        t = at
        readers.get(resource)?.(JSON.stringify(event))
        played += 1
      }
      t = Math.max(t, until)
    },
    /** The stream of a kind of objects ended, and was opened again; a list has these pods from then on. */
    reopen(resource: string, uids: string[]) {
      listed = JSON.stringify({ items: uids.map((uid) => ({ metadata: { uid } })) })
      again.get(resource)?.()
    },
  }
}

/** What happened to each pod, in order: `pod-created pod-ready endpoint-added …` by its name. */
export function storiesOf(events: readonly RunEvent[]): Record<string, string[]> {
  const stories: Record<string, string[]> = {}
  for (const event of events) if ('uid' in event) (stories[event.pod] ??= []).push(event.kind)
  return stories
}
