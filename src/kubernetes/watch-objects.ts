import type { Kubectl } from './kubectl.ts'
import type { WatchEvent } from './objects.ts'

/**
 * Watches objects of a cluster until it is closed.
 *
 * @param what the words for `kubectl get` that say which ones, `--watch` or `--watch-only` among them
 * @param onAgain the watch had ended, and was opened again
 */
export function watchObjects<Kind>(
  kubectl: Pick<Kubectl, 'stream'>,
  what: readonly string[],
  onEvent: (event: WatchEvent<Kind>) => void,
  onAgain: () => void = () => {},
): { close(): void } {
  const onLine = (line: string): void => {
    const event: WatchEvent<Kind> = JSON.parse(line)
    if (event.type !== 'BOOKMARK' && event.type !== 'ERROR') onEvent(event)
  }
  return kubectl.stream(['get', ...what, '--output-watch-events', '-o', 'json'], onLine, onAgain)
}
