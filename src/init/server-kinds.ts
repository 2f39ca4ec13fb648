import type { RunFlags } from '../scenario/flags.ts'

type Workload = 'deployment' | 'namespace' | 'context'

/** A kind of server that a scenario can begin with. */
export interface Kind {
  /** The library's scenario that shows how it is restarted, within `scenarios/`. */
  model: string
  /** Where such a server usually is, and, of those that come without a service of their own, how one is started. */
  usual: Pick<RunFlags, 'start' | 'pidFile' | Workload> & Required<Pick<RunFlags, 'url'>>
}

/** The kinds that `hitless init` knows. What they have in common with their model is read from it, and not written here again. */
export const SERVER_KINDS = {
  nginx: { model: 'nginx/reload.yaml', usual: { url: 'http://127.0.0.1', pidFile: '/run/nginx.pid' } },
  haproxy: { model: 'haproxy/master-worker.yaml', usual: { url: 'http://127.0.0.1', pidFile: '/run/haproxy.pid' } },
  apache: { model: 'apache/graceful.yaml', usual: { url: 'http://127.0.0.1', pidFile: '/run/apache2/apache2.pid' } },
  lighttpd: { model: 'lighttpd/graceful.yaml', usual: { url: 'http://127.0.0.1', pidFile: '/run/lighttpd.pid' } },
  go: {
    model: 'go/tableflip.yaml',
    usual: { start: './server', url: 'http://127.0.0.1:8080', pidFile: '/run/server.pid' },
  },
  node: {
    model: 'node/cluster.yaml',
    usual: { start: 'node server.js', url: 'http://127.0.0.1:3000', pidFile: '/run/node.pid' },
  },
  pm2: { model: 'node/pm2-reload.yaml', usual: { url: 'http://127.0.0.1:3000' } },
  gunicorn: {
    model: 'python/gunicorn-reload.yaml',
    usual: {
      start: 'gunicorn --bind 127.0.0.1:8000 --pid ${run}/gunicorn.pid app:app',
      url: 'http://127.0.0.1:8000',
      pidFile: '/run/gunicorn.pid',
    },
  },
  uwsgi: { model: 'python/uwsgi-reload.yaml', usual: { url: 'http://127.0.0.1:8000', pidFile: '/run/uwsgi.pid' } },
  unicorn: {
    model: 'ruby/unicorn-upgrade.yaml',
    usual: { url: 'http://127.0.0.1:8080', pidFile: '/run/unicorn.pid' },
  },
  puma: { model: 'ruby/puma-restart.yaml', usual: { url: 'http://127.0.0.1:3000', pidFile: '/run/puma.pid' } },
  kubernetes: {
    model: 'kubernetes/rolling-update.yaml',
    usual: { url: 'http://${service.web}', deployment: 'web', namespace: 'default', context: 'my-cluster' },
  },
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof SERVER_KINDS

export function isKind(name: string): name is KindName {
  return Object.hasOwn(SERVER_KINDS, name)
}
