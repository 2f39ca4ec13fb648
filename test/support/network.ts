import { spawnSync } from 'node:child_process'

const ENTER = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"']

/** Whether this process may make network namespaces, which takes root and iproute2. */
export const canMakeNetworks = spawnSync('unshare', [...ENTER.slice(1), 'true']).status === 0

/**
 * What is put in front of a command so that it runs in a network of its own, where it may. The connections in TIME-WAIT that an
 * earlier run left, some 20,000 for a minute, would slow each connect(2) and each look at /proc/net/tcp of the next.
 */
export const OWN_NETWORK: readonly string[] = canMakeNetworks ? ENTER : []
