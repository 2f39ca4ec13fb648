import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { readOpenFilesLimit } from '../../src/linux/self.ts'

describe('the limit of open files', () => {
  test('is what /proc/self/limits says', () => {
    const text =
      'Limit          Soft Limit  Hard Limit  Units\nMax open files            1024                 4096                 files\n'
    expect(readOpenFilesLimit(text)).toBe(1_024)
    expect(readOpenFilesLimit(text.replace('1024', 'unlimited'))).toBe(Number.POSITIVE_INFINITY)
    expect(readOpenFilesLimit('')).toBeUndefined()
  })

  test('is that of the shell which started the process', () => {
    const shell =
      "ulimit -n 321; node -e 'process.stdout.write(require(`fs`).readFileSync(`/proc/self/limits`, `utf8`))'"
    expect(readOpenFilesLimit(execFileSync('sh', ['-c', shell], { encoding: 'utf8' }))).toBe(321)
  })
})
