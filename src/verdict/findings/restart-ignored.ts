import { formatDuration } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { newPodsIn } from './pods.ts'
import type { Explanation } from './rule.ts'
import type { Scene } from './rule-input.ts'
import { stepsOf, type TakenStep } from './traces.ts'
import { type Unseen, unseenIn } from './unseen.ts'

/** Nothing happened, and nobody said why. */
export function findRestartIgnored(scene: Scene): Explanation | undefined {
  const found = unseenIn(scene).filter((one) => one.refusal === undefined)
  const [first] = found
  if (first === undefined) return undefined
  return {
    finding: {
      title: isReplaced(scene, first) ? 'The new generation cannot be told from the old' : 'The restart did not happen',
      explanation:
        'The steps were taken, and the old generation serves on: the signal is one that the server takes for something else or disregards in this state, it reached the wrong process, or the new ' +
        'configuration is the same as the old one. Or the new generation cannot be told from the old.',
      evidence: tellNothing(scene, first, found),
      remedy:
        'Check which signal the server restarts on, and in which state (nginx disregards USR2 with `daemon off` and while a second master lives), whom `target.pid` names, and that ' +
        '`target.generation` names something that a restart changes.',
      restarts: found.map(({ episode }) => episode.index),
      references: ['docs/guide/restart.md', 'docs/guide/targets.md'],
    },
  }
}

/** A rollout knows by itself whether it had anything to do. */
function nameStep({ kind, name, detail }: TakenStep): string {
  return kind === 'rollout' && detail !== undefined ? `"${name}" (${detail})` : `"${name}"`
}

function tellNothing(scene: Scene, { episode, started, complaint }: Unseen, found: readonly Unseen[]): string {
  const names = stepsOf(scene.ledger, episode).map(nameStep)
  const after = names.length === 0 ? '' : ` after ${listed(names)}`
  const indexes = listed(found.map((one) => String(one.episode.index)))
  const time = formatDuration((episode.settled ?? episode.until) - episode.begun)
  const came = isReplaced(scene, { episode }) ? '; new pods became ready' : tellProcesses(scene, started)
  return `no new generation was seen in restart ${indexes}${after}, within ${time}${came}${complaint === undefined ? '' : `; its log says: ${complaint}`}`
}

function tellProcesses({ ledger }: Scene, started: number): string {
  if (ledger.processes.length === 0) return ''
  return started > 0 ? '; new processes came and none served' : '; no new process came'
}

/** The pods are new, and no response says so. */
function isReplaced({ ledger }: Scene, { episode }: Pick<Unseen, 'episode'>): boolean {
  return newPodsIn(ledger, episode).some(({ ready }) => ready !== undefined)
}
