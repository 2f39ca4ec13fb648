const WIDTH = 100
const MARGIN = 40

/** The line of `text` and a caret below the `length` characters from `column` on; line and column counted from 1. */
export function quoteLine(text: string, { line, column, length }: { line: number; column: number; length: number }) {
  const whole = (text.split('\n')[line - 1] ?? '').replace(/\r$/, '').replaceAll('\t', ' ')
  // A scenario may be one long line of JSON: show the neighbourhood.
  const start = whole.length <= WIDTH ? 0 : Math.max(0, column - 1 - MARGIN)
  const shown = whole.slice(start, start + WIDTH)
  const before = column - 1 - start
  const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - before)))
  const number = String(line).padStart(5)
  return `${number} | ${shown}\n${' '.repeat(number.length)} | ${' '.repeat(before)}${carets}`
}
