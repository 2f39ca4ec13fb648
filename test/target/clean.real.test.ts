import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cleanFolder, listEntries } from '../../src/target/clean.ts'
import { makeFolder } from './support.ts'

describe('cleanFolder', () => {
  test('removes what is no regular file and was not there before, at any depth', async () => {
    const folder = makeFolder()
    const outside = makeFolder()
    writeFileSync(`${outside}/precious`, '')
    mkdirSync(`${folder}/mine/empty`, { recursive: true })
    execFileSync('mkfifo', [`${folder}/mine/pipe`])
    const before = listEntries(folder)

    mkdirSync(`${folder}/proxy_temp/0/1`, { recursive: true })
    mkdirSync(`${folder}/logs/old`, { recursive: true })
    writeFileSync(`${folder}/logs/error.log`, 'evidence')
    execFileSync('mkfifo', [`${folder}/logs/pipe`])
    execFileSync('mkfifo', [`${folder}/control`])
    symlinkSync(outside, `${folder}/link`)
    writeFileSync(`${folder}/nginx.conf`, 'rendered')
    for (const name of ['s.pid', 's.pid.oldbin', 's.pid.2']) writeFileSync(`${folder}/${name}`, '1')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(`${folder}/admin.sock`, resolve))
    onTestFinished(() => void server.close())

    cleanFolder({ folder, before, pidFile: `${folder}/s.pid` })
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual([
      'logs',
      'logs/error.log',
      'mine',
      'mine/empty',
      'mine/pipe',
      'nginx.conf',
    ])
    expect(readFileSync(`${folder}/logs/error.log`, 'utf8')).toBe('evidence')
    expect(existsSync(`${outside}/precious`)).toBe(true)
  })

  test('leaves pid files elsewhere, and those that were there before', () => {
    const folder = makeFolder()
    const outside = makeFolder()
    writeFileSync(`${outside}/s.pid`, '1')
    writeFileSync(`${folder}/s.pid`, '1')
    cleanFolder({ folder, before: listEntries(folder), pidFile: `${outside}/s.pid` })
    cleanFolder({ folder, before: listEntries(folder), pidFile: `${folder}/s.pid` })
    expect(existsSync(`${outside}/s.pid`)).toBe(true)
    expect(existsSync(`${folder}/s.pid`)).toBe(true)
  })

  test('a folder that is not there is no error', () => {
    expect(() => cleanFolder({ folder: '/nowhere/at/all', before: [] })).not.toThrow()
  })
})
