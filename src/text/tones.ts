import type { ChalkInstance } from 'chalk'
import type { Tone } from './document.ts'

export interface Terminal {
  /** With its level: 0 writes no escape sequence at all. */
  color: ChalkInstance
  /** In columns. */
  width: number
}

/** What a tone is on a terminal, as names of chalk. */
export const COLORS = { good: 'green', bad: 'red', doubtful: 'yellow', quiet: 'dim' } as const satisfies Record<
  Tone,
  unknown
>

export function paint(text: string, tone: Tone | undefined, color: ChalkInstance): string {
  return tone === undefined ? text : color[COLORS[tone]](text)
}
