import type { ChalkInstance } from 'chalk'
import { wrap } from './clean.ts'

/** Where a summary is shown. */
export interface Page {
  color: ChalkInstance
  width: number
}

/** A title and indented lines; nothing without lines. */
export function section(title: string, lines: string[], { color }: Page): string[] {
  return lines.length === 0 ? [] : [color.bold(title), ...lines.map((line) => (line === '' ? '' : `  ${line}`))]
}

/** Wraps `text` with `indent` before each line. */
export function hang(indent: string, text: string, width: number): string[] {
  return wrap(text, width - indent.length).map((line) => indent + line)
}

/** Puts a mark in the two columns that the first line leaves free. */
export function mark(lines: string[], sign: string): string[] {
  return lines.map((line, index) => (index === 0 ? `${sign} ${line.slice(2)}` : line))
}
