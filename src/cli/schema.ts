import type { CommandModule } from 'yargs'
import { reportJsonSchema } from '../report/json.ts'
import { scenarioJsonSchema } from '../run/read-scenario.ts'

const SCHEMAS = { scenario: scenarioJsonSchema, report: reportJsonSchema }

interface SchemaArguments {
  of: keyof typeof SCHEMAS
}

/** `hitless schema`: prints a JSON Schema, for editors and for scripts that read reports. */
export function schemaCommand(): CommandModule<object, SchemaArguments> {
  return {
    command: 'schema [of]',
    describe: 'Print the JSON Schema of scenario files or of report.json',
    builder: (yargs) =>
      yargs.positional('of', {
        choices: ['scenario', 'report'] as const,
        default: 'scenario' as const,
        describe: 'Schema to print',
      }),
    handler: ({ of }) => {
      process.stdout.write(`${JSON.stringify(SCHEMAS[of](), null, 2)}\n`)
    },
  }
}
