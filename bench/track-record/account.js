import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A server's own account of what it did: a file `account` in the run's folder, a line for each thing, a word and, where one counts
 * something else than times, a number. `ACCOUNT` in its environment says where.
 */
export function note(word, number = 1) {
  appendFileSync(process.env.ACCOUNT, `${word} ${number}\n`)
}

/** The sum of each word. */
export function readAccount(folder) {
  const file = join(folder, 'account')
  const account = {}
  if (!existsSync(file)) return account
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const [word, number = '1'] = line.split(' ')
    account[word] = (account[word] ?? 0) + Number(number)
  }
  return account
}
