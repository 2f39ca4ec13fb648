import { z } from 'zod'
import { type BuildContext, reportIssue, resolvePath } from '../../grammar/build-context.ts'
import { headerName, httpUrl } from '../../grammar/http.ts'
import { map, oneOf, unionOf } from '../../grammar/map.ts'
import { buildReady, readySchema } from '../../grammar/ready.ts'
import { scalar } from '../../grammar/scalar.ts'
import { positiveDuration } from '../../grammar/units.ts'
import { choice, integer, nonEmptyText, regex, signalName, text } from '../../grammar/words.ts'
import type { TargetSpec } from '../../model/scenario.ts'
import { buildFiles, type FilledContext, filesSchema } from './files.ts'
import { buildKubernetes, checkWorkload, kubernetesSchema } from './kubernetes.ts'
import { buildTls, tlsSchema } from './tls.ts'

const PID = 'a process id such as 4711, or a map with file'
const GENERATION = 'process, or a map with header or body'

const pidSchema = unionOf(
  [
    scalar(integer({ min: 2, what: PID }), 'The process that gets signals.').transform((pid) => ({ pid })),
    map({ file: scalar(nonEmptyText('the path of a pid file'), 'A file that holds the process id.') }, 'A pid file.'),
  ],
  PID,
)

const generationSchema = unionOf(
  [
    scalar(choice(['process']), 'By the processes behind the listening socket, or the pods of a workload.').transform(
      () => ({}),
    ),
    oneOf(
      {
        header: scalar(headerName, 'A response header whose value differs in each generation.').exactOptional(),
        body: scalar(
          regex,
          'A regular expression on the body; its first group, or the whole match, is the generation.',
        ).exactOptional(),
      },
      ['header', 'body'],
      'By the content of responses.',
    ),
  ],
  GENERATION,
)

const stopSchema = map(
  {
    signal: scalar(signalName, 'Signal that asks the target to end.').prefault('TERM'),
    within: scalar(positiveDuration, 'How long it may take before it is killed.').prefault('10s'),
  },
  'How the target is stopped.',
)

export const targetSchema = map(
  {
    command: scalar(
      nonEmptyText('a command line'),
      'Command line for /bin/sh. Omit it for a target that already runs.',
    ).exactOptional(),
    cwd: scalar(
      nonEmptyText('a folder'),
      "Working directory of all commands, relative to the scenario's folder.",
    ).prefault('.'),
    env: z
      .record(z.string(), scalar(text, 'The value.'), { error: () => 'a map of names and values' })
      .meta({ description: 'Environment variables of all commands, besides those of hitless itself.' })
      .prefault({}),
    files: filesSchema.prefault({}),
    kubernetes: kubernetesSchema.exactOptional(),
    url: scalar(httpUrl, 'Where the target is reached.'),
    tls: tlsSchema.prefault({}),
    ready: readySchema.prefault({}),
    pid: pidSchema.exactOptional(),
    generation: generationSchema.prefault('process'),
    stop: stopSchema.prefault({}),
  },
  'The service under test.',
)

type Target = z.output<typeof targetSchema>

export function buildTarget(target: Target, context: FilledContext): TargetSpec {
  const { command, env, url } = target
  const pid = buildPid(target, context)
  checkWorkload(target, context)
  return {
    ...(command === undefined ? {} : { command }),
    cwd: resolvePath(context, target.cwd),
    env,
    ...(target.kubernetes === undefined ? {} : { kubernetes: buildKubernetes(target.kubernetes, context) }),
    url,
    files: buildFiles(target.files, context),
    tls: buildTls(target.tls, context),
    ready: buildReady(target.ready, url),
    ...(pid === undefined ? {} : { pid }),
    generation: buildGeneration(target.generation),
    stop: { signal: target.stop.signal, withinMs: target.stop.within },
  }
}

function buildPid({ pid, command }: Target, context: BuildContext): TargetSpec['pid'] {
  if (pid === undefined) return undefined
  if ('file' in pid) return { file: resolvePath(context, pid.file) }
  if (command !== undefined) {
    reportIssue(context, ['target', 'pid'], {
      expected: 'a pid file, or nothing, for a target that hitless launches',
      found: `found the fixed process id ${pid.pid} beside a command`,
    })
  }
  return pid
}

function buildGeneration(generation: Target['generation']): TargetSpec['generation'] {
  if ('header' in generation) return { by: 'header', name: generation.header }
  if ('body' in generation) return { by: 'body', pattern: generation.body }
  return { by: 'process' }
}
