import { isIPv4 } from 'node:net'

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
