import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { OutputError } from '../../src/model/output-error.ts'
import { claimRunFolder } from '../../src/run/claim-run-folder.ts'

let base = ''
let folder = ''
const children: ChildProcess[] = []

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'hitless-claim-'))
  folder = join(base, 'run')
})

afterEach(async () => {
  for (const child of children.splice(0)) await kill(child)
  rmSync(base, { recursive: true, force: true })
})

/** Another process that holds the folder, as far as its lock file tells. */
async function startHolder(): Promise<ChildProcess> {
  const script = `
    const { writeFileSync, readFileSync } = require('node:fs')
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    const lock = { pid: process.pid, host: require('node:os').hostname(), startTicks }
    writeFileSync(process.argv[1], JSON.stringify(lock))
    process.stdout.write('held')
    setInterval(() => {}, 1000)`
  mkdirSync(folder, { recursive: true })
  const child = spawn(process.execPath, ['-e', script, join(folder, 'hitless.lock')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await firstWord(child)
  return child
}

/** What a child says first; an error, where it ends without a word: the module may not be built (npm run build). */
async function firstWord(child: ChildProcessByStdio<Writable | null, Readable, null>): Promise<string> {
  const silent = once(child, 'exit').then(() => Promise.reject(new Error('the child ended without a word')))
  return String(await Promise.race([once(child.stdout, 'data'), silent]))
}

/** A process with the built module loaded, that claims the folder when it reads something and then holds on to it. */
async function startRival() {
  const module = new URL('../../dist/parts.js', import.meta.url).href
  const script = `
    const { claimRunFolder } = await import(${JSON.stringify(module)})
    process.stdin.once('data', () => {
      try {
        claimRunFolder(process.argv[1])
        process.stdout.write('won')
      } catch (error) {
        process.stdout.write(error.name === 'OutputError' ? 'refused' : error.stack)
      }
    })
    process.stdout.write('ready')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  await firstWord(child)
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function refusal(): OutputError {
  try {
    claimRunFolder(folder).release()
  } catch (error) {
    if (error instanceof OutputError) return error
  }
  throw new Error('the folder was not refused')
}

describe('the folder of a run', () => {
  test('is created, and empty again but for nothing once released', () => {
    const claim = claimRunFolder(folder)
    expect(claim.path).toBe(folder)
    expect(readdirSync(folder)).toEqual(['hitless.lock'])
    claim.release()
    claim.release()
    expect(readdirSync(folder)).toEqual([])
  })

  test('takes what is there and not of a run', () => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    claimRunFolder(folder).release()
    expect(readdirSync(folder)).toEqual(['notes.txt'])
  })

  test('is refused to a second run, also of this process', () => {
    const claim = claimRunFolder(folder)
    expect(refusal().message).toContain(`its lock is held by process ${process.pid}`)
    claim.release()
    claimRunFolder(folder).release()
  })

  test('is refused while another process runs in it, and taken over once that is dead', async () => {
    const holder = await startHolder()
    expect(refusal().message).toContain(`held by process ${holder.pid}`)
    expect(refusal().exitCode).toBe(2)
    await kill(holder)
    const claim = claimRunFolder(folder)
    expect(JSON.parse(readFileSync(join(folder, 'hitless.lock'), 'utf8'))).toMatchObject({ pid: process.pid })
    expect(readdirSync(folder)).toEqual(['hitless.lock'])
    claim.release()
  })

  test.each(['free', 'of a dead process'])(
    'goes to exactly one of 6 processes that want it at once: %s',
    async (state) => {
      if (state !== 'free') await kill(await startHolder())
      const rivals = await Promise.all(Array.from({ length: 6 }, startRival))
      const answers = rivals.map(firstWord)
      for (const rival of rivals) rival.stdin.write('go')
      const words = await Promise.all(answers)
      expect(words.toSorted()).toEqual(['refused', 'refused', 'refused', 'refused', 'refused', 'won'])
    },
  )

  test('is taken over where the pid belongs to another process by now', () => {
    mkdirSync(folder)
    const lock = { pid: process.pid, host: hostname(), startTicks: '1' }
    writeFileSync(join(folder, 'hitless.lock'), JSON.stringify(lock))
    claimRunFolder(folder).release()
    expect(readdirSync(folder)).toEqual([])
  })

  test.each([
    ['a process of another host', JSON.stringify({ pid: 1, host: 'elsewhere' }), 'process 1 on host elsewhere'],
    ['a file that is no lock', 'rubbish', 'a file that hitless did not write'],
  ])('is refused where the lock is of %s, and says what to delete', (_, text, holder) => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'hitless.lock'), text)
    expect(refusal().message).toContain(holder)
    expect(refusal().message).toContain(`delete ${join(folder, 'hitless.lock')}`)
    expect(readFileSync(join(folder, 'hitless.lock'), 'utf8')).toBe(text)
  })

  test.each(['journal.ndjson', 'report.json', 'target.log'])(
    'is refused where it holds the %s of an earlier run',
    (file) => {
      mkdirSync(folder)
      writeFileSync(join(folder, file), 'evidence')
      expect(refusal().message).toContain(`holds the ${file} of an earlier run`)
      expect(readdirSync(folder)).toEqual([file])
      expect(readFileSync(join(folder, file), 'utf8')).toBe('evidence')
    },
  )

  test('cannot be below a file', () => {
    writeFileSync(folder, '')
    folder = join(folder, 'run')
    const { message, cause } = refusal()
    expect(message).toMatch(/^cannot create the folder .*: ENOTDIR.*Choose another folder with --out\.$/)
    expect(cause).toMatchObject({ code: 'ENOTDIR' })
  })

  test('cannot be where the system allows no writing', () => {
    folder = '/proc/self'
    expect(refusal().message).toMatch(/^cannot write into \/proc\/self: E/)
  })
})
