import { isIPv4 } from 'node:net'
import type { KubernetesSpec } from '../model/scenario.ts'
import { TargetError } from '../model/target-error.ts'
import { askKubectl, type Cluster, findCluster } from './cluster.ts'
import { dryRun } from './manifest.ts'

interface LoadBalancer {
  loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] }
}

interface Service {
  spec?: { type?: string; ports?: { port?: number; nodePort?: number }[] }
  status?: LoadBalancer
}

interface Ingress {
  spec?: { rules?: { host?: string }[] }
  status?: LoadBalancer
}

interface NodeList {
  items?: { status?: { addresses?: { type?: string; address?: string }[] } }[]
}

/** What is looked for, and where. */
interface Wanted {
  kind: 'service' | 'ingress'
  name: string
  workload: KubernetesSpec
  cluster: Cluster
  abort: AbortSignal
}

const LOOKUP_MS = 60_000

/**
 * Where clients outside of a cluster reach a Service (by its load balancer, else its NodePort) or an Ingress: host, and port where there
 * is one. Changes nothing. Throws a TargetError where there is no such way.
 */
export async function findAddress(
  kind: Wanted['kind'],
  name: string,
  workload: KubernetesSpec | undefined,
): Promise<string> {
  if (workload === undefined) {
    throw new TargetError(`Expected target.kubernetes beside \${${kind}.${name}}, which names the cluster.`)
  }
  const abort = AbortSignal.timeout(LOOKUP_MS)
  const wanted = { kind, name, workload, cluster: await findCluster(workload, abort), abort }
  const text = await askKubectl(wanted.cluster.kubectl, ['get', kind, name, '--ignore-not-found', '-o', 'json'], abort)
  if (text.trim() === '') return findInManifest(wanted)
  return kind === 'ingress' ? readIngress(JSON.parse(text), wanted) : await readService(JSON.parse(text), wanted)
}

/** A Service that is yet to be applied has no address but the NodePort that it asks for. */
async function findInManifest(wanted: Wanted): Promise<string> {
  const { kind, name, workload, cluster, abort } = wanted
  if (workload.apply === undefined || kind === 'ingress') throw missing(wanted, 'there is none')
  const format = 'jsonpath={.kind}/{.metadata.name} {.spec.ports[0].nodePort}{"\\n"}'
  const lines = (await askKubectl(cluster.kubectl, dryRun(workload.apply, format), abort)).split('\n')
  const port = lines.find((line) => line.startsWith(`Service/${name} `))?.split(' ')[1]
  if (port === undefined || port === '') throw missing(wanted, `${workload.apply} has none with a nodePort`)
  return `${await findNode(wanted)}:${port}`
}

async function readService({ spec, status }: Service, wanted: Wanted): Promise<string> {
  const [port] = spec?.ports ?? []
  const balancer = hostOf(status)
  if (balancer !== undefined) return `${balancer}:${port?.port ?? 80}`
  if (port?.nodePort === undefined) {
    throw missing(wanted, `it is of type ${spec?.type ?? 'ClusterIP'}, without a load balancer or a NodePort`)
  }
  return `${await findNode(wanted)}:${port.nodePort}`
}

/** The port is that of the url's scheme. */
function readIngress({ spec, status }: Ingress, wanted: Wanted): string {
  const host = spec?.rules?.find((rule) => rule.host !== undefined)?.host ?? hostOf(status)
  if (host === undefined) throw missing(wanted, 'it has neither a host nor an address yet')
  return host
}

function hostOf(status: LoadBalancer | undefined): string | undefined {
  const [first] = status?.loadBalancer?.ingress ?? []
  return first?.hostname ?? first?.ip
}

async function findNode({ cluster, abort }: Wanted): Promise<string> {
  const { items = [] }: NodeList = JSON.parse(await askKubectl(cluster.kubectl, ['get', 'nodes', '-o', 'json'], abort))
  const addresses = items.flatMap(({ status }) => status?.addresses ?? [])
  const found =
    addresses.find(({ type }) => type === 'ExternalIP') ?? addresses.find(({ type }) => type === 'InternalIP')
  if (found?.address === undefined) {
    throw new TargetError(
      `Expected a node with an address in the cluster of context ${cluster.context}, but found none. Give target.url an address.`,
    )
  }
  return found.address
}

function missing({ kind, name, workload, cluster }: Wanted, found: string): TargetError {
  return new TargetError(
    `Expected ${kind} ${name} in the namespace ${workload.namespace} of context ${cluster.context} to be reached from outside, but ${found}. ` +
      'Correct its name, or give target.url an address.',
  )
}

/** An address of loopback that no traffic comes from. */
const OWN_ADDRESS = '127.0.0.254'

/**
 * Where to poll from until a workload answers; undefined: wherever the system likes.
 *
 * A connection from a node to a Service that has no endpoint yet is refused, and the node's connection tracking remembers for two minutes
 * that it went to no pod. A later one from the same address and port goes to no pod either. So on a node's loopback, where polls and
 * traffic would come from one address, polls have one of their own. On Linux every address of 127.0.0.0/8 is ours.
 */
export function pollAddress(url: string, platform: NodeJS.Platform = process.platform): string | undefined {
  const { hostname } = new URL(url)
  return platform === 'linux' && isIPv4(hostname) && hostname.startsWith('127.') ? OWN_ADDRESS : undefined
}
