import type { z } from 'zod'
import { type BuildContext, reportIssue, resolvePath } from '../../grammar/build-context.ts'
import { oneOf } from '../../grammar/map.ts'
import { type Grammar, patternOrVariable, scalar } from '../../grammar/scalar.ts'
import { nonEmptyText } from '../../grammar/words.ts'
import { type KubernetesSpec, WORKLOAD_KINDS } from '../../model/scenario.ts'

/** Names of namespaces and workloads (RFC 1123 subdomains), so that none is taken for an option of kubectl. */
const objectName: Grammar<string> = {
  expected: 'a Kubernetes name: lower-case letters, digits, - and .',
  json: { type: 'string', pattern: patternOrVariable('[a-z0-9]([-a-z0-9.]*[a-z0-9])?') },
  read: (text) => (/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(text) ? { value: text } : {}),
}

export const kubernetesSchema = oneOf(
  {
    context: scalar(
      nonEmptyText('the name of a kubectl context'),
      'The kubectl context to use. Default: the current one.',
    ).exactOptional(),
    namespace: scalar(objectName, 'The namespace.').prefault('default'),
    deployment: scalar(objectName, 'The Deployment.').exactOptional(),
    statefulset: scalar(objectName, 'The StatefulSet.').exactOptional(),
    daemonset: scalar(objectName, 'The DaemonSet.').exactOptional(),
    apply: scalar(
      nonEmptyText('the path of a manifest'),
      'A manifest that is applied before the run and deleted after it. Nothing in it may exist before.',
    ).exactOptional(),
  },
  [...WORKLOAD_KINDS],
  'A workload of a Kubernetes cluster, reached by kubectl.',
)

export function buildKubernetes(written: z.output<typeof kubernetesSchema>, context: BuildContext): KubernetesSpec {
  const { context: named, namespace, apply } = written
  const [found] = WORKLOAD_KINDS.flatMap((kind) => {
    const name = written[kind]
    return name === undefined ? [] : [{ kind, name }]
  })
  return {
    ...(named === undefined ? {} : { context: named }),
    namespace,
    // The schema has made sure that there is one.
    ...(found ?? { kind: 'deployment', name: '' }),
    ...(apply === undefined ? {} : { apply: resolvePath(context, apply) }),
  }
}

/** What the target has of its own when it is a workload: no process of this machine, and no log. */
export function checkWorkload(
  target: { kubernetes?: unknown; command?: unknown; pid?: unknown; ready: { log?: unknown } },
  context: BuildContext,
): void {
  if (target.kubernetes === undefined) return
  const report = (path: string[], found: string) =>
    reportIssue(context, ['target', ...path], { expected: 'nothing here beside kubernetes', found: `found ${found}` })
  if (target.command !== undefined) report(['command'], 'a command')
  if (target.pid !== undefined) report(['pid'], 'a pid')
  if (target.ready.log !== undefined) report(['ready', 'log'], 'a pattern of a log')
}
