/**
 * The Node cluster of ../node/cluster.mjs, with one worker, which can be told to restart in every way that a process can be told
 * anything.
 *
 *   node server.mjs PORT FOLDER ADMIN_PORT
 *
 * SIGHUP                          nothing is said back
 * FOLDER/control.fifo             a line `restart`; nothing is said back
 * FOLDER/control.sock             a line `restart`; says `ok generation N` when it is done, or `error …`
 * POST ADMIN_PORT /restart        200 and `generation N` when it is done, or 500
 * FOLDER/restart                  whenever this file's time changes; nothing is said back
 *
 * For a command that does it, see restart.mjs.
 */

import { execFileSync } from 'node:child_process'
import cluster from 'node:cluster'
import { constants, openSync, statSync, watch, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { lead } from '../node/lead.mjs'

const [port, folder, adminPort] = process.argv.slice(2)
cluster.schedulingPolicy = cluster.SCHED_NONE
cluster.setupPrimary({ exec: fileURLToPath(new URL('../node/cluster.mjs', import.meta.url)), args: [port] })
// No client may write before the server reads: the triggers are open before the first worker serves.
const ways = { fifo: openFifo, socket: openSocket, admin: openAdmin, file: watchFile }
for (const open of Object.values(ways)) open(() => restart())
const restart = lead({ workers: 1, where: port })

/** Open for both directions, it outlives each writer: with a reader's end alone the first one to leave would be its end, fifo(7). */
function openFifo(tell) {
  const path = join(folder, 'control.fifo')
  execFileSync('mkfifo', ['-m', '600', path])
  const fifo = new Socket({ fd: openSync(path, constants.O_RDWR | constants.O_NONBLOCK), readable: true })
  createInterface({ input: fifo }).on('line', (line) => line === 'restart' && quietly(tell))
}

function openSocket(tell) {
  // The answer comes after the client has closed its own direction.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    client.on('error', () => client.destroy())
    createInterface({ input: client }).once('line', (line) => {
      if (line === 'restart') void answer(tell).then((text) => client.end(text))
      else client.end(`error unknown command ${line}\n`)
    })
  })
  server.listen(join(folder, 'control.sock'))
}

function answer(tell) {
  return tell().then(
    (generation) => `ok generation ${generation}\n`,
    (error) => `error ${error.message}\n`,
  )
}

function openAdmin(tell) {
  const server = createHttpServer((request, response) => {
    if (request.method !== 'POST' || request.url !== '/restart') {
      response.writeHead(404).end()
      return
    }
    tell().then(
      (generation) => response.end(`generation ${generation}\n`),
      (error) => response.writeHead(500).end(`${error.message}\n`),
    )
  })
  server.listen(Number(adminPort), '127.0.0.1')
}

/** One touch is told as several events: what counts is another time of the file, inotify(7). */
function watchFile(tell) {
  const path = join(folder, 'restart')
  writeFileSync(path, '')
  let known = statSync(path).mtimeMs
  watch(path, () => {
    const { mtimeMs } = statSync(path)
    if (mtimeMs === known) return
    known = mtimeMs
    quietly(tell)
  })
}

/** Whom nobody waits for has its failure in the log alone. */
function quietly(tell) {
  tell().catch(() => {})
}
