/** The Debian packages of programs that restart scenarios are made of, where they are called otherwise. */
const DEBIAN: Record<string, string> = {
  nginx: 'nginx-light',
  go: 'golang-go',
  apachectl: 'apache2',
  node: 'nodejs',
  npm: 'nodejs',
  h2load: 'nghttp2-client',
  nghttpx: 'nghttp2-proxy',
  docker: 'docker.io',
  kubectl: 'kubernetes-client',
  varnishd: 'varnish',
  systemctl: 'systemd',
  'systemd-socket-activate': 'systemd',
  'php-fpm': 'php-fpm',
  'php-fpm8.2': 'php-fpm',
  python: 'python-is-python3',
  nft: 'nftables',
  ip: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  '/usr/share/gocode/src/github.com/cloudflare/tableflip': 'golang-github-cloudflare-tableflip-dev',
  '/usr/share/gocode/src/github.com/facebookgo/grace': 'golang-github-facebookgo-grace-dev',
  '/usr/share/gocode/src/github.com/gorilla/websocket': 'golang-github-gorilla-websocket-dev',
  uwsgi_python3: 'uwsgi-plugin-python3',
}

/** Programs whose package bears their name. */
const SAME = new Set([
  'apache2',
  'caddy',
  'conntrack',
  'curl',
  'gunicorn',
  'h2o',
  'haproxy',
  'hitch',
  'ipvsadm',
  'keepalived',
  'lighttpd',
  'openssl',
  'perl',
  'puma',
  'python3',
  'ruby',
  'socat',
  'squid',
  'unicorn',
  'uwsgi',
])

/** Programs that other package managers have. */
const ELSEWHERE: Record<string, string> = {
  pm2: 'npm install --global pm2',
  kind: 'go install sigs.k8s.io/kind@latest',
}

/** How to get a program, as a command where that is known. */
export function howToGet(program: string): string {
  const debian = DEBIAN[program] ?? (SAME.has(program) ? program : undefined)
  if (debian !== undefined) return `apt-get install ${debian} (Debian, Ubuntu), or your distribution's equivalent`
  return ELSEWHERE[program] ?? 'install it as its documentation says, and put it on the PATH'
}
