import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Entry, JOURNAL_SCHEMA } from '../model/entry.ts'
import { faultOf, isEntry } from './entry-shape.ts'
import { JournalError } from './journal-error.ts'
import { createWriter, type Writer } from './writer.ts'

/** The journal of a run being made: one JSON object per line, in the order of `append`. */
export interface Journal {
  /** Never blocks and never throws. Events are written at once, everything else within 200 ms. */
  append(entries: Entry[]): void
  /** Writes the rest and closes the file. Never rejects: what went wrong is in `failed`. */
  close(): Promise<void>
  /** Resolves with the first error of writing; what was written until then stays. Pending as long as all is well. */
  failed: Promise<Error>
}

/** Creates the journal. Throws where the file cannot be created, and where one is there already: it is evidence. */
export async function openJournal(path: string): Promise<Journal> {
  const file = await open(path, 'ax').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EEXIST' ? 'it already exists; choose another folder for this run' : cause.message
    throw new Error(`${path}: the journal cannot be created: ${why}`, { cause })
  })
  return journalTo(createWriter(file), path)
}

/** A journal that is written by `writer`; `path` is for its messages. */
export function journalTo(writer: Writer, path: string): Journal {
  return {
    append(entries) {
      if (entries.length === 0) return
      const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
      writer.append(text, entries.some(isUrgent) ? 'now' : 'soon')
    },
    close: () => writer.close(),
    failed: writer.failed.then(
      (cause) =>
        new Error(`${path}: writing the journal failed (${cause.message}); what was written before is kept`, {
          cause,
        }),
    ),
  }
}

function isUrgent({ entry }: Entry): boolean {
  return entry === 'event' || entry === 'run' || entry === 'end'
}

/**
 * The entries of a journal, read as a stream. A torn last line is left out, as a killed run or a full disk leaves one;
 * anything else that is not an entry throws with file and line.
 */
export async function* readJournal(path: string): AsyncGenerator<Entry> {
  let first = true
  for await (const line of readJournalLines(path)) {
    const value = parse(line)
    if (first) checkHeader(path, line, value)
    first = false
    if (isEntry(value)) yield value
    else if (value !== undefined || line.whole) throw new JournalError(`${path}:${line.number}: ${describe(value)}`)
  }
  if (first) throw new JournalError(`${path}: the journal is empty: nothing of the run was recorded`)
}

function parse(line: TextLine): unknown {
  try {
    return JSON.parse(line.text)
  } catch {
    return undefined
  }
}

function describe(value: unknown): string {
  const fault = value === undefined ? 'expected a line of JSON, found something else' : faultOf(value)
  return `${fault}. The journal was changed or damaged after it was written`
}

function checkHeader(path: string, line: TextLine, value: unknown): void {
  if (value === undefined && !line.whole && line.text.startsWith('{"entry":"run"')) {
    throw new JournalError(`${path}:1: the journal ends within its first line: nothing of the run was recorded`)
  }
  const { entry, schema } = Object.assign({ entry: undefined, schema: undefined }, value)
  if (entry === 'run' && schema === JOURNAL_SCHEMA) return
  if (entry === 'run' && String(schema).startsWith('hitless.journal/')) {
    throw new JournalError(
      `${path}:1: expected schema ${JOURNAL_SCHEMA}, found ${String(schema)}: use the hitless that wrote it`,
    )
  }
  throw new JournalError(`${path}:1: expected a journal, which begins with {"entry":"run","schema":"${JOURNAL_SCHEMA}"`)
}

/** A longer line is no journal's; without a limit a file without line ends would be read into memory whole. */
const LONGEST_LINE = 16 * 1024 * 1024

interface TextLine {
  /** Counted from 1. */
  number: number
  text: string
  /** Whether its line feed was there: without one it may be torn. */
  whole: boolean
}

/** The lines of a UTF-8 file, read as a stream. Throws on lines beyond 16 Mi characters, and what reading throws. */
async function* readJournalLines(path: string): AsyncGenerator<TextLine> {
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
