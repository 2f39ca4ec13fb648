import { countOf, formatDuration } from '../../text/numbers.ts'
import type { Explanation } from './rule.ts'
import { type Episode, isResetInHandshake, type Loss, lostIn, type Scene } from './rule-input.ts'
import { closedIn, listSockets } from './traces.ts'
import { inRestarts, restartsOf, tellAges } from './words.ts'

/** ECONNREFUSED: no socket listened on the port when the SYN came (RFC 9293 §3.10.7.1). */
export function findNoListener(scene: Scene): Explanation | undefined {
  const hit = scene.episodes.filter((episode) => nobodyListened(scene, episode))
  const losses = hit.flatMap((episode) => refusedIn(scene, episode))
  const longest = hit.toSorted((a, b) => absence(losses, b) - absence(losses, a))[0]
  if (longest === undefined) return undefined
  const restarts = restartsOf(losses)
  const ends = lostIn(losses, longest).map(({ end }) => end)
  return {
    losses,
    finding: {
      title: `Nobody was listening for ${formatDuration(absence(losses, longest))}`,
      explanation:
        'The old listening socket was closed before the new one was open. Whoever connects in between is answered with an RST ' +
        'at once (ECONNREFUSED), however short the time is.',
      evidence:
        `${countOf(losses.length, 'connection')} refused ${inRestarts(restarts, scene)}; the longest time was that of restart ` +
        `${longest.index}, with refusals ${tellAges(ends, longest.begun)} after its first step${tellSockets(scene, longest)}`,
      remedy:
        'Hand the listening socket over instead of closing it: let the new process inherit it (fork and exec, systemd ' +
        'socket activation) or receive it (SCM_RIGHTS), or bind it with SO_REUSEPORT before the old process closes its own. ' +
        'Where that cannot be, take the instance out of its load balancer before it stops.',
      restarts,
      references: ['unix(7), SCM_RIGHTS', 'socket(7), SO_REUSEPORT', 'systemd.socket(5)', 'RFC 9293 §3.10.7.1'],
    },
  }
}

/** Resets within the handshake alone, as a socket closed, are of those that waited in it. */
function nobodyListened(scene: Scene, episode: Episode): boolean {
  const refused = refusedIn(scene, episode)
  if (closedIn(scene.ledger, episode).length === 0) return refused.length > 0
  return refused.some((loss) => !isResetInHandshake(loss))
}

function refusedIn({ losses }: Scene, episode: Episode): Loss[] {
  return lostIn(losses, episode).filter(({ outcome }) => outcome === 'refused')
}

/** How long nobody listened, as far as those who connected could see, milliseconds. */
function absence(losses: readonly Loss[], episode: Episode): number {
  const ends = lostIn(losses, episode).map(({ end }) => end)
  return Math.max(episode.outageMs ?? 0, Math.max(...ends) - Math.min(...ends))
}

/** What /proc showed of the gap; nothing where listening sockets could not be seen. */
function tellSockets({ ledger }: Scene, episode: Episode): string {
  const closed = closedIn(ledger, episode)[0]
  if (closed === undefined) return ''
  const since = (t: number): string => `${formatDuration(Math.max(0, t - episode.begun))} after it`
  const next = listSockets(ledger).find(({ inode, from }) => inode !== closed.inode && from > closed.to)
  if (next === undefined) return `; the old socket was seen to close ${since(closed.to)}`
  return `; the old socket was seen to close ${since(closed.to)}, the new one to listen ${since(next.from)}`
}
