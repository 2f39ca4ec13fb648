import { formatCount } from './numbers.ts'

// Control and format characters (C0, C1, bidirectional marks, zero-width characters), line separators, lone surrogates:
// whatever could move the cursor, reorder a line, or hide something in it.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
const COMBINING = /^\p{M}$/u
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]$|^\p{Emoji_Presentation}$|^[\u{20000}-\u{3fffd}]$/u

/** Longest text from a target that a report for people shows, in characters. report.json has it whole. */
const LONGEST = 400

/** Of one part of a finding: it explains, and is written by hitless itself but for what it quotes. */
export const LONGEST_FINDING = 1000

/**
 * One line of text that may come from a target, fit to be shown: what is invisible is written as an escape such as
 * `\x1b` or `\u202e`, and what is longer than `longest` characters is cut, with its length.
 */
export function clean(text: string, longest = LONGEST): string {
  const shown = cut(text, longest)
  return shown.replace(INVISIBLE, escapeCharacter)
}

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text
  const characters = Array.from(text.slice(0, longest * 2))
  if (characters.length <= longest) return text
  return `${characters.slice(0, longest).join('')}… (${formatCount(text.length)} characters)`
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\r') return '\\r'
  if (character === '\t') return '\\t'
  const code = character.codePointAt(0) ?? 0
  if (code > 0xffff) return `\\u{${code.toString(16)}}`
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** Columns that a cleaned text takes on a terminal: East Asian wide characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) {
    if (COMBINING.test(character)) continue
    width += WIDE.test(character) ? 2 : 1
  }
  return width
}

/** Cuts a cleaned text to `width` columns, with `…` in the last where something is missing. */
export function fit(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let fitted = ''
  for (const character of text) {
    if (displayWidth(fitted + character) > width - 1) break
    fitted += character
  }
  return width > 0 ? `${fitted}…` : ''
}

/** Breaks a cleaned text at spaces into lines of at most `width` columns; longer words are cut into pieces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((long) => pieces(long, width))) {
    if (line === '') line = word
    else if (displayWidth(line) + 1 + displayWidth(word) <= width) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  }
  return line === '' ? lines : [...lines, line]
}

function pieces(word: string, width: number): string[] {
  const found: string[] = []
  let piece = ''
  for (const character of word) {
    if (piece !== '' && displayWidth(piece + character) > width) {
      found.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...found, piece]
}
