import { displayWidth } from '../../text/clean.ts'

/** Lines at the bottom of a terminal that are drawn again in place. */
export interface Screen {
  /** Draws lines instead of those before; what is `above` them stays where it is. */
  draw(lines: readonly string[], above?: string): void
  /** Takes the lines away. Nothing is written afterwards. */
  close(): void
}

// oxlint-disable-next-line no-control-regex -- the colours of chalk: SGR sequences take no columns
const COLORS = /\u001b\[[\d;]*m/g

/**
 * Hides no cursor and switches nothing, so that a killed run leaves nothing to repair. Besides colours it uses two sequences of
 * ECMA-48: cursor up (CUU) and erase to the end of the screen (ED).
 *
 * @param width columns of the terminal at this moment
 */
export function createScreen(stream: { write(text: string): unknown }, width: () => number): Screen {
  let drawn: number[] = []
  let closed = false
  return {
    draw(lines, above = '') {
      if (closed) return
      stream.write(erase(drawn, width()) + above + lines.join('\n'))
      drawn = lines.map((line) => displayWidth(line.replace(COLORS, '')))
    },
    close() {
      if (closed) return
      closed = true
      stream.write(erase(drawn, width()))
    },
  }
}

/** Removes lines of the given widths, also when the terminal has since become narrower and wrapped them. */
function erase(drawn: readonly number[], width: number): string {
  const rows = drawn.reduce((sum, columns) => sum + Math.max(1, Math.ceil(columns / Math.max(1, width))), 0)
  return `\r${rows > 1 ? `\u001b[${rows - 1}A` : ''}\u001b[J`
}
