import type { KubernetesSpec } from '../model/scenario.ts'
import { TargetError } from '../model/target-error.ts'
import { bindKubectl, type Kubectl, KubectlError } from './kubectl.ts'
import type { Workload } from './objects.ts'

/** A cluster that was found, and how it is spoken to. */
export interface Cluster {
  context: string
  /** The address of its API server. */
  server: string
  kubectl: Kubectl
}

/**
 * The cluster that the scenario means. Throws a TargetError where kubectl or the context is missing. Within a pod without a
 * kubeconfig there are no contexts: the cluster is the one around it.
 */
export async function findCluster({ context, namespace }: KubernetesSpec, abort: AbortSignal): Promise<Cluster> {
  const config = bindKubectl([])
  const names = (await askKubectl(config, ['config', 'get-contexts', '-o', 'name'], abort)).split('\n').filter(Boolean)
  if (names.length === 0 && process.env['KUBERNETES_SERVICE_HOST'] !== undefined) {
    return {
      context: '(the cluster around)',
      server: 'in the cluster',
      kubectl: bindKubectl(['--namespace', namespace]),
    }
  }
  const chosen = context ?? (await findCurrent(config, names, abort))
  if (!names.includes(chosen)) throw noContext(`found ${listed(names)}`, chosen)
  const view = ['config', 'view', '--minify', '--context', chosen, '-o', 'jsonpath={.clusters[0].cluster.server}']
  const server = await askKubectl(config, view, abort)
  return { context: chosen, server, kubectl: bindKubectl(['--context', chosen, '--namespace', namespace]) }
}

async function findCurrent(config: Kubectl, names: string[], abort: AbortSignal): Promise<string> {
  const current = await config.run(['config', 'current-context'], abort).catch((error: unknown) => {
    if (error instanceof KubectlError) throw noContext(`found none that is current, of ${listed(names)}`)
    throw error
  })
  return current.trim()
}

function noContext(found: string, wanted?: string): TargetError {
  const expected = wanted === undefined ? 'a current context of kubectl' : `kubectl to know the context ${wanted}`
  return new TargetError(
    `Expected ${expected}, ${found}. Name one of them in target.kubernetes.context, or set KUBECONFIG to the file that has it.`,
  )
}

function listed(names: string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}

/** The workload as it is now. Throws a TargetError where the namespace or the workload is missing. */
export async function findWorkload(
  { namespace, kind, name }: KubernetesSpec,
  { context, kubectl }: Cluster,
  abort: AbortSignal,
): Promise<Workload> {
  const found = await askKubectl(
    kubectl,
    ['get', 'namespace', namespace, '--ignore-not-found', '-o', 'name'],
    abort,
    true,
  )
  if (found === '') {
    throw new TargetError(
      `Expected the namespace ${namespace} in the cluster of context ${context}, but there is none. Create it, or correct target.kubernetes.namespace.`,
    )
  }
  const text = await askKubectl(kubectl, ['get', `${kind}s.apps`, name, '--ignore-not-found', '-o', 'json'], abort)
  if (text.trim() === '') {
    throw new TargetError(
      `Expected ${kind}/${name} in the namespace ${namespace} of context ${context}, but there is none. Deploy it first, or name its manifest in target.kubernetes.apply.`,
    )
  }
  const workload: Workload = JSON.parse(text)
  return workload
}

/**
 * Asks kubectl, and makes a TargetError of what it complains of.
 *
 * @param lenient who may not read what is asked for is given the benefit of the doubt, and gets `unknown`
 */
export async function askKubectl(
  kubectl: Kubectl,
  args: readonly string[],
  abort: AbortSignal,
  lenient = false,
): Promise<string> {
  try {
    return await kubectl.run(args, abort)
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error
    if (lenient && error.message.includes('Forbidden')) return 'unknown'
    throw new TargetError(`${kubectl.show(args)}\nfailed: ${error.message}`, { cause: error })
  }
}
