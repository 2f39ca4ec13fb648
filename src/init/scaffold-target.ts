import type { RunFlags } from '../scenario/flags.ts'
import type { FilledFlags } from './fill-flags.ts'
import type { Starter } from './starter.ts'
import { writeValue } from './yaml-value.ts'

/** The part `target` of a scenario file, a line each. */
export function scaffoldTarget(flags: FilledFlags, starter?: Starter): string[] {
  const { url, ready, generationHeader, deployment } = flags
  return [
    'target:',
    ...(deployment === undefined ? writeProcess(flags) : writeWorkload({ ...flags, deployment })),
    '  # ${port} stands for a free port, everywhere in this file: http://127.0.0.1:${port}',
    `  url: ${writeValue(url)}`,
    '  ready:',
    `    path: ${writeValue(ready)}  # answers once the service can be used`,
    '    within: 10s',
    ...(deployment === undefined ? writePid(flags) : []),
    deployment === undefined ? PROCESSES : PODS,
    ...writeGeneration(generationHeader, starter?.generation),
  ]
}

function writeProcess({ start }: FilledFlags): string[] {
  return [
    ...(start === undefined
      ? [
          '  # It already runs, and hitless leaves it running. With a command, hitless launches and stops it:',
          '  # command: node server.js',
        ]
      : [
          '  # hitless launches it through /bin/sh and stops it at the end. Without a command it must already run.',
          `  command: ${writeValue(start)}`,
        ]),
    '  # Or a workload of a cluster, restarted by a step `rollout: restart`, and reached at a Service of it:',
    '  # kubernetes: { context: my-cluster, namespace: default, deployment: web }  # url: http://${service.web}',
  ]
}

function writeWorkload({ context, namespace, deployment }: RunFlags & { deployment: string }): string[] {
  return [
    '  kubernetes:',
    ...(context === undefined
      ? ['    # context: my-cluster  # no other cluster is touched; default: the current one']
      : [`    context: ${writeValue(context)}  # no other cluster is touched`]),
    ...(namespace === undefined ? [] : [`    namespace: ${writeValue(namespace)}`]),
    `    deployment: ${writeValue(deployment)}  # no other workload is touched; also: statefulset, daemonset`,
    '  # ${service.NAME} or ${ingress.NAME} is its address for clients outside the cluster.',
  ]
}

function writePid({ pid, pidFile }: RunFlags): string[] {
  if (pidFile !== undefined)
    return ['  pid:', `    file: ${writeValue(pidFile)}  # names the process that receives the signals`]
  if (pid !== undefined) return [`  pid: ${writeValue(pid)}  # the process that receives the signals`]
  return ['  # pid: { file: /run/app.pid }  # names the process that receives the signals, if not the launched one']
}

/** How old and new generation are identified. */
const PROCESSES = '  # How generations are identified. Default: by the processes behind the listening socket.'
const PODS = '  # How the answers of old and new pods are identified; pods themselves, by the hash of their template.'

function writeGeneration(header: string | undefined, usual: Starter['generation']): string[] {
  const how =
    usual === undefined
      ? []
      : [`  # In the server's configuration, with a value that changes with each generation: ${usual.line}`]
  if (header === undefined) return [...how, `  # generation: { header: ${usual?.header ?? 'X-Version'} }`]
  return ['  generation:', `    header: ${writeValue(header)}`]
}
