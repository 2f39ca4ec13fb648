import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, relative, resolve } from 'node:path'
import type { Issue } from '../grammar/issue.ts'
import { suggestSignal } from '../grammar/words.ts'
import { isExecutable } from '../linux/executable.ts'
import type { Scenario } from '../model/scenario.ts'
import { commandOf } from '../restart/index.ts'
import { firstWord } from './first-word.ts'

/**
 * The commands of restarts whose program cannot be found, before anything is restarted. Only what is certain: a file may be made
 * by an earlier command, or lie in the run's folder, which is filled when the target is launched.
 */
export function findMissingCommands(scenario: Scenario, runFolder: string): Issue[] {
  const { target, restart } = scenario
  if (!existsSync(target.cwd)) return []
  const place = { cwd: target.cwd, env: { ...process.env, ...target.env }, runFolder }
  // `make && ./server`
  let made = /[;&|\n]/.test(target.command ?? '')
  return restart.steps.flatMap((step, i) => {
    const command = commandOf(step)
    const word = command === undefined ? undefined : firstWord(command)
    const lacks = word === undefined ? undefined : findLack(word, { ...place, made })
    made ||= step.kind === 'exec'
    // What the scenario requires is looked for besides, with how to get it.
    if (!word || !lacks || scenario.requires.includes(word)) return []
    return [{ path: ['restart', 'steps', i, step.kind], at: 'value', needle: word, ...lacks, ...hintAt(command, word) }]
  })
}

interface Place {
  cwd: string
  env: NodeJS.ProcessEnv
  runFolder: string
  /** An earlier command of the restart may have made files. */
  made: boolean
}

type Lack = Pick<Issue, 'expected' | 'found'>

function findLack(word: string, place: Place): Lack | undefined {
  return word.includes('/') ? findLackOfFile(word, place) : findLackOfProgram(word, place)
}

function findLackOfFile(word: string, { cwd, runFolder, made }: Place): Lack | undefined {
  const file = resolve(cwd, word)
  if (made || isWithin(runFolder, file) || isExecutable(file)) return undefined
  const found = existsSync(file) ? `${word} is not executable` : `there is no file ${word}`
  return { expected: `a command that can be executed in ${cwd}`, found }
}

/** The shell itself knows its builtins, keywords and exported functions; POSIX, command -v. */
function findLackOfProgram(word: string, { cwd, env, runFolder }: Place): Lack | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).map((folder) => resolve(cwd, folder))
  if (folders.some((folder) => isWithin(runFolder, folder) || isYetToCome(folder, cwd))) return undefined
  const { status, error } = spawnSync('/bin/sh', ['-c', 'command -v -- "$1"', 'sh', word], {
    cwd,
    env,
    stdio: 'ignore',
  })
  if (error !== undefined || status === 0) return undefined
  return { expected: 'a command that is installed, or a path to one', found: `the command ${word} was not found` }
}

/** Such as `node_modules/.bin` before the packages are installed. */
function isYetToCome(folder: string, cwd: string): boolean {
  return isWithin(cwd, folder) && !existsSync(folder)
}

function isWithin(folder: string, path: string): boolean {
  return !relative(folder, path).startsWith('..')
}

/** One word alone may be a signal that was misspelt: `--restart HPU`. */
function hintAt(command: string | undefined, word: string): Pick<Issue, 'hint'> {
  return command?.trim() === word && /^[a-z]+[0-9]?$/i.test(word) ? suggestSignal(word) : {}
}
