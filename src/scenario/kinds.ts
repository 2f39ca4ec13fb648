import type { RunFlags } from './flags.ts'

/** A kind of server that a scenario can begin with. */
export interface Kind {
  /** The library's scenario that shows how it is restarted, within `scenarios/`. */
  model: string
  /** Where such a server usually is, and, of those that come without a service of their own, how one is started. */
  usual: Pick<RunFlags, 'start'> & Required<Pick<RunFlags, 'url' | 'pidFile'>>
}

/** The kinds that `hitless init` knows. What they have in common with their model is read from it, and not written here again. */
export const KINDS = {
  nginx: { model: 'nginx/reload.yaml', usual: { url: 'http://127.0.0.1', pidFile: '/run/nginx.pid' } },
  haproxy: { model: 'haproxy/master-worker.yaml', usual: { url: 'http://127.0.0.1', pidFile: '/run/haproxy.pid' } },
  node: {
    model: 'node/rolling-restart.yaml',
    usual: { start: 'node server.js', url: 'http://127.0.0.1:3000', pidFile: '/run/node.pid' },
  },
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof KINDS

export function isKind(name: string): name is KindName {
  return Object.hasOwn(KINDS, name)
}
