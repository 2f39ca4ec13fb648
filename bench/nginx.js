import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../dist/parts.js'

/** An nginx that answers everything with 2 bytes, by default with one worker: fast enough not to be what is measured. */
export async function startNginx({ workers = 1, reuseport = false } = {}) {
  const port = await freePort('nginx')
  const folder = mkdtempSync(join(tmpdir(), 'hitless-bench-'))
  writeFileSync(join(folder, 'nginx.conf'), configure(folder, port, workers, reuseport))
  const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const exited = new Promise((resolve) => nginx.once('exit', resolve))
  const url = `http://127.0.0.1:${port}`
  for (let i = 0; i < 50; i += 1) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      break
    await sleep(100)
  }
  return {
    url,
    port,
    pid: nginx.pid,
    async close() {
      nginx.kill('SIGTERM')
      await exited
      rmSync(folder, { recursive: true })
    },
  }
}

function configure(folder, port, workers, reuseport) {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
    daemon off; worker_processes ${workers}; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
    events { worker_connections 4096; }
    http {
      access_log off; keepalive_requests 1000000000;
      ${temp.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      server { listen 127.0.0.1:${port} backlog=4096${reuseport ? ' reuseport' : ''}; location / { default_type text/plain; return 200 "ok"; } }
    }`
}
