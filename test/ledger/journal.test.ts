import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { journalTo, openJournal, readJournal } from '../../src/ledger/journal.ts'
import { createWriter } from '../../src/ledger/writer.ts'
import type { Entry } from '../../src/model/entry.ts'
import { collect, runEntry, trouble } from './support.ts'

let folder = ''
let path = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitless-journal-'))
  path = join(folder, 'journal.ndjson')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const ready = (t: number): Entry => ({ entry: 'event', t, kind: 'target-ready' })
const bucket = (t: number): Entry => ({
  entry: 'bucket',
  traffic: 'http',
  t,
  warmup: false,
  outcomes: { ok: 1 },
  retryable: 0,
})
const end: Entry = { entry: 'end', t: 900, interrupted: false }

async function read(text: string | Buffer): Promise<Entry[]> {
  await writeFile(path, text)
  return collect(readJournal(path))
}

const lines = (...entries: unknown[]) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')

describe('writing', () => {
  test('what was appended is read back, in order', async () => {
    const entries = [runEntry(), ready(1), bucket(0), trouble('ä\n€'), end]
    const journal = await openJournal(path)
    journal.append(entries.slice(0, 2))
    journal.append(entries.slice(2))
    journal.append([])
    await journal.close()
    expect(await collect(readJournal(path))).toEqual(entries)
  })

  test('an event does not wait for the next batch', async () => {
    const writes: string[] = []
    const journal = journalTo(createWriter(fileThat((text) => writes.push(text))), path)
    journal.append([bucket(0)])
    journal.append([bucket(100)])
    await Promise.resolve()
    expect(writes).toEqual([])
    journal.append([ready(1)])
    await Promise.resolve()
    expect(writes).toEqual([lines(bucket(0), bucket(100), ready(1))])
    await journal.close()
  })

  test('everything else is written after a moment without being asked', async () => {
    const journal = await openJournal(path)
    journal.append([bucket(0)])
    await expect.poll(() => readFile(path, 'utf8')).toBe(lines(bucket(0)))
    await journal.close()
  })

  test('a journal that is there is left alone', async () => {
    await writeFile(path, 'evidence')
    await expect(openJournal(path)).rejects.toThrow(/it already exists; choose another folder/)
    expect(await readFile(path, 'utf8')).toBe('evidence')
  })

  test('a folder that is not there is named', async () => {
    const lost = join(folder, 'no', 'journal.ndjson')
    await expect(openJournal(lost)).rejects.toThrow(`${lost}: the journal cannot be created: ENOENT`)
  })

  test.skipIf(!existsSync('/dev/full'))(
    'a full disk is reported once and ends the writing [needs /dev/full]',
    async () => {
      const journal = journalTo(createWriter(await open('/dev/full', 'a')), path)
      journal.append([ready(1)])
      const error = await journal.failed
      expect(error.message).toMatch(/ENOSPC.*what was written before is kept/)
      expect(error.cause).toMatchObject({ code: 'ENOSPC' })
      journal.append([ready(2)])
      await journal.close()
    },
  )

  test('after a failed write nothing more is written, not even when the disk has space again', async () => {
    const writes: string[] = []
    let full = true
    const journal = journalTo(
      createWriter(
        fileThat((text) => {
          if (full) throw new Error('ENOSPC')
          writes.push(text)
        }),
      ),
      path,
    )
    journal.append([ready(1)])
    await journal.failed
    full = false
    journal.append([ready(2)])
    await journal.close()
    expect(writes).toEqual([])
  })

  test('a disk that does not keep up fails instead of filling the memory', async () => {
    const journal = journalTo(createWriter(fileThat(() => new Promise(() => {}))), path)
    const big = trouble('x'.repeat(40 * 1024 * 1024))
    journal.append([big])
    await Promise.resolve()
    journal.append([big])
    journal.append([big])
    expect((await journal.failed).message).toContain('the disk is too slow')
  })
})

/** A file that hands what is appended to `use`. */
function fileThat(use: (text: string) => unknown) {
  return {
    appendFile: async (text: unknown) => {
      await use(String(text))
    },
    datasync: async () => {},
    close: async () => {},
  }
}

describe('reading', () => {
  const kept = [runEntry(), ready(1), { ...bucket(0), generations: { 'g€n': 1 } }, end]
  const bytes = Buffer.from(lines(...kept))
  /** Where the closing brace of each line is: from there on its entry counts, with its line feed or without. */
  const closed = kept.map((_, i) => Buffer.byteLength(lines(...kept.slice(0, i + 1))) - 1)

  test('a journal cut at any byte after its first line gives its whole entries', async () => {
    for (let cut = closed[0] ?? 0; cut <= bytes.length; cut += 1) {
      const expected = kept.filter((_, i) => (closed[i] ?? 0) <= cut)
      expect(await read(bytes.subarray(0, cut))).toEqual(expected)
    }
  })

  test('a journal cut within its first line says so', async () => {
    for (let cut = 1; cut < (closed[0] ?? 0); cut += 1) {
      const why = cut < '{"entry":"run"'.length ? 'expected a journal' : 'the journal ends within its first line'
      await expect(read(bytes.subarray(0, cut))).rejects.toThrow(`${path}:1: ${why}`)
    }
  })

  test('a damaged line that is not the last one is an error with its number', async () => {
    const text = `${lines(runEntry())}{"entry":"bu\n${lines(end)}`
    await expect(read(text)).rejects.toThrow(`${path}:2: expected a line of JSON`)
  })

  test('a whole last line must be sound too', async () => {
    await expect(read(`${lines(runEntry())}{"entry":"bu\n`)).rejects.toThrow(`${path}:2: `)
    await expect(read(`${lines(runEntry())}{"entry":"end"}`)).rejects.toThrow(
      'the field "t" of this end entry is missing',
    )
  })

  test.each([
    [{ entry: 'nonsense' }, 'expected "entry" to be one of run, bucket'],
    [
      { entry: 'toString' },
      'expected "entry" to be one of run, bucket, attempt, lifeline, event, thread, harness, total, end, found "toString"',
    ],
    [[1], 'expected an object, found [1]'],
    [{ ...bucket(0), outcomes: { ok: -1 } }, 'the field "outcomes" of this bucket entry is {"ok":-1}'],
    [{ ...bucket(0), outcomes: { okay: 1 } }, 'the field "outcomes"'],
    [{ ...bucket(0), t: null }, 'the field "t" of this bucket entry is null'],
    [{ entry: 'total', traffic: 'http', begun: 1.5, outcomes: {} }, 'the field "begun" of this total entry is 1.5'],
  ])('%j is named as what it is', async (value, message) => {
    await expect(read(lines(runEntry(), value, end))).rejects.toThrow(`${path}:2: ${message}`)
  })

  test('another version of the journal is refused with what to do', async () => {
    const other = { ...runEntry(), schema: 'hitless.journal/2' }
    await expect(read(lines(other))).rejects.toThrow(
      'expected schema hitless.journal/1, found hitless.journal/2: use the',
    )
  })

  test.each([['{"a":1}\n'], ['# notes\n'], ['null\n'], ['7'], [lines(end)], ['{"entry":"run"}\n']])(
    '%j is no journal',
    async (text) => {
      await expect(read(text)).rejects.toThrow(`${path}:1: expected a journal, which begins with {"entry":"run"`)
    },
  )

  test('an empty file says that nothing was kept', async () => {
    await expect(read('')).rejects.toThrow('the journal is empty')
  })

  test('a file without lines is given up before it fills the memory', async () => {
    await expect(read(Buffer.alloc(40 * 1024 * 1024, 'x'))).rejects.toThrow('this line is longer than any of a journal')
  })

  test('a file that is not there keeps the cause', async () => {
    await expect(collect(readJournal(join(folder, 'none')))).rejects.toThrow('ENOENT')
  })
})
