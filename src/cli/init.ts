import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CommandModule } from 'yargs'
import { fillFlags } from '../init/fill-flags.ts'
import { scaffoldScenario } from '../init/scaffold.ts'
import { isKind, SERVER_KINDS } from '../init/server-kinds.ts'
import { readStarter } from '../init/starter.ts'
import { previewScenario } from '../run/prepare.ts'
import { scenarioFromFlags } from '../run/read-scenario.ts'
import { askOnTerminal, type InitAnswers } from './questions.ts'
import { type FlagArguments, RUN_FLAGS, readFlags } from './run-flags.ts'
import { shorten } from './summary.ts'
import { UsageError } from './usage-error.ts'

interface InitArguments extends FlagArguments {
  file: string
  kind: string | undefined
}

/** `hitless init`: writes a scenario file to begin with. Asks on a terminal where no flag says anything; never overwrites. */
export function initCommand(): CommandModule<object, InitArguments> {
  return {
    command: 'init [file]',
    describe: 'Write a commented scenario file to start from',
    builder: (yargs) =>
      yargs
        .positional('file', {
          type: 'string',
          default: 'hitless.yaml',
          describe: 'File to write; an existing file is never overwritten',
        })
        .option('kind', {
          type: 'string',
          requiresArg: true,
          choices: Object.keys(SERVER_KINDS),
          describe: 'Kind of server; takes its steps and usual location from the scenario library',
        })
        .options(RUN_FLAGS)
        .example('$0 init', 'asks questions, on a terminal')
        .example('$0 init --kind nginx', 'a running nginx, with the pid file where Debian puts it')
        .example("$0 init --start 'node server.js' --url http://127.0.0.1:3000 --restart HUP", 'asks nothing'),
    handler: async ({ file, kind: named, ...rest }) => {
      const { kind, flags } = readAnswers(named, rest) ?? (await askOnTerminal()) ?? { flags: {} }
      const starter = kind && readStarter(kind)
      const here = process.cwd()
      // What is wrong with a flag is said before anything is written.
      previewScenario((variables) => scenarioFromFlags(fillFlags(flags, starter), variables), here, here)
      writeNew(resolve(file), scaffoldScenario(flags, starter))
      const name = shorten(resolve(file))
      process.stdout.write(`Wrote ${name}. Next:\n  hitless plan ${name}\n  hitless run ${name}\n`)
    },
  }
}

/** What the command line says; undefined where it says nothing. */
function readAnswers(kind: string | undefined, given: FlagArguments): InitAnswers | undefined {
  const flags = readFlags(given)
  if (kind !== undefined && isKind(kind)) return { kind, flags: flags ?? {} }
  return flags && { flags }
}

function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    const why =
      error.code === 'EEXIST' ? 'expected a new file, but it already exists: choose another name' : error.message
    throw new UsageError(`${shorten(path)}: ${why}`)
  }
}
