#!/usr/bin/env node
import { hideBin } from 'yargs/helpers'
import { runCommandLine } from './command-line.ts'
import { describeFailure } from './failure.ts'

// The guard ends what is left of a target; here it only has to be said what happened, and with the right exit code.
process.on('uncaughtException', (error) => {
  const { text, exitCode } = describeFailure(error)
  process.stderr.write(`${text}\n`)
  process.exit(exitCode)
})

// A reader of the output may leave early, as `| head` does; the run and its reports go on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

process.exitCode = await runCommandLine(hideBin(process.argv))
