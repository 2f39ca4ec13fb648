import type { Kubectl } from '../kubectl.ts'
import { KEEPER, POD_JOURNAL } from './pod-spec.ts'

/**
 * Hands on each whole line of the journal in the pod once, in order, as it is written. When the connection breaks, the journal is read
 * again from its beginning, and what is known is passed over.
 */
export function followJournal(
  kubectl: Pick<Kubectl, 'stream'>,
  pod: string,
  onLine: (line: string) => void,
): { close(): void } {
  let known = 0
  let at = 0
  return kubectl.stream(
    ['exec', pod, '--container', KEEPER, '--', 'tail', '-n', '+1', '-F', POD_JOURNAL],
    (line) => {
      // The last line of a broken connection.
      if (!isWhole(line)) return
      at += 1
      if (at <= known) return
      known = at
      onLine(line)
    },
    () => {
      at = 0
    },
  )
}

function isWhole(line: string): boolean {
  return line.startsWith('{') && line.endsWith('}') && isJson(line)
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}
