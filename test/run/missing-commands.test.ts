import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findMissingCommands } from '../../src/run/missing-commands.ts'
import { resolveScenario, scenarioFromFlags } from '../../src/run/read-scenario.ts'
import { readScenario } from '../../src/scenario/read.ts'
import { describeProblems, folderOf, problemsOf, variables } from '../scenario/support.ts'

const check = (scenario: Parameters<typeof findMissingCommands>[0]) => findMissingCommands(scenario, '/runs/1')

/** All that is said of restarts with these steps; `deploy.sh` is there and can be executed, `notes.txt` cannot. */
function look(steps: string, target = ''): string[] {
  const text = `target:\n  url: http://127.0.0.1:3000\n${target}restart:\n  steps:\n${steps}`
  const folder = folderOf({ 's.yaml': text, 'deploy.sh': '#!/bin/sh\n', 'notes.txt': '' })
  chmodSync(join(folder, 'deploy.sh'), 0o755)
  const source = readScenario(join(folder, 's.yaml'))
  let found: string[] = []
  try {
    resolveScenario(source, variables({ here: source.here }), check)
  } catch {
    found = describeProblems(() => resolveScenario(source, variables({ here: source.here }), check))
  }
  return found.map((line) => line.replaceAll(folder, 'FOLDER'))
}

const exec = (command: string) => `    - exec: ${JSON.stringify(command)}\n`

test('a program that is not installed, at the place where it is written', () => {
  expect(look(exec('no-such-program --reload'))).toEqual([
    '5:14  restart.steps[0].exec: the command no-such-program was not found; expected a command that is installed, or a path to one',
  ])
  expect(look('    - start: { command: no-such-server 3000 }\n')).toEqual([
    '5:25  restart.steps[0].start: the command no-such-server was not found; expected a command that is installed, or a path to one',
  ])
})

test('a file that is not there, or cannot be executed', () => {
  expect(look(exec('./deplyo.sh now') + exec('ls'))).toEqual([
    '5:14  restart.steps[0].exec: there is no file ./deplyo.sh; expected a command that can be executed in FOLDER',
  ])
  expect(look(exec('./notes.txt'))).toEqual([
    '5:14  restart.steps[0].exec: ./notes.txt is not executable; expected a command that can be executed in FOLDER',
  ])
})

test.each([
  ['behind an assignment', 'A=1 no-such-program'],
  ['behind exec', 'exec no-such-program'],
  ['before &&', 'no-such-program && true'],
])('%s', (_title, command) => {
  expect(look(exec(command))).toHaveLength(1)
})

test.each([
  ['a builtin', 'cd / && no-such-program'],
  ['a keyword', 'if true; then no-such-program; fi'],
  ['a function', 'f() { true; }; f'],
  ['a variable', '$RELOAD now'],
  ['a substitution', '"$(command -v sh)" -c true'],
  ['a list that goes on', 'no-such-program; true'],
  ['lines that go on', 'no-such-program\ntrue'],
  ['an alternative', 'no-such-program || true'],
  ['a pipe', 'no-such-program | cat'],
  ['the background', 'no-such-program &'],
  ['another PATH', 'PATH=/opt/bin no-such-program'],
  ['a file of the run', '/runs/1/reload.sh'],
  ['a file beside the scenario', './deploy.sh now'],
  ['a comment', '# no-such-program'],
  ['a group', '{ no-such-program; }'],
  ['an option of exec', 'exec -a name no-such-program'],
])('says nothing of %s', (_title, command) => {
  expect(look(exec(command))).toEqual([])
})

test('says nothing of what earlier commands make, of a PATH that is yet to come, and of what is required', () => {
  expect(look(exec('make') + exec('./build/server'))).toEqual([])
  expect(look(exec('./build/reload'), '  command: make && exec ./build/server\n')).toEqual([])
  expect(look(exec('app'), '  env: { PATH: "node_modules/.bin:/bin" }\n')).toEqual([])
  expect(look(`${exec('no-such-program')}requires: [no-such-program]\n`)).toEqual([])
})

test('looks with the environment and in the folder of the target', () => {
  expect(look(exec('deploy.sh'), '  env: { PATH: ".:/bin" }\n')).toEqual([])
  expect(look(exec('ls'), '  env: { PATH: /var/empty }\n')).toHaveLength(1)
})

test('a misspelt signal on the command line', () => {
  const flags = { url: 'http://127.0.0.1:3000', pid: '4711', restart: 'HPU' }
  const here = process.cwd()
  expect(problemsOf(() => scenarioFromFlags(flags, variables({ here }), check))).toMatchObject([
    { flag: '--restart', found: 'the command HPU was not found', hint: 'did you mean "HUP"?' },
  ])
})
