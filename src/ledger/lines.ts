import { createReadStream } from 'node:fs'

/** A longer line is no journal's; without a limit a file without line ends would be read into memory whole. */
const LONGEST_LINE = 16 * 1024 * 1024

export interface TextLine {
  /** Counted from 1. */
  number: number
  text: string
  /** Whether its line feed was there: without one it may be torn. */
  whole: boolean
}

/** The lines of a UTF-8 file, read as a stream. Throws on lines beyond 16 Mi characters, and what reading throws. */
export async function* readJournalLines(path: string): AsyncGenerator<TextLine> {
  let rest = ''
  let number = 1
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
    const parts = (rest + String(chunk)).split('\n')
    rest = parts.pop() ?? ''
    for (const text of parts) {
      yield { number, text, whole: true }
      number += 1
    }
    if (rest.length > LONGEST_LINE) throw new Error(`${path}:${number}: this line is longer than any of a journal`)
  }
  if (rest !== '') yield { number, text: rest, whole: false }
}
