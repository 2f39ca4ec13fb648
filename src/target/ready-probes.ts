import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import type { ReadySpec, TlsSpec } from '../model/scenario.ts'

/** Asks once whether the target is ready: `undefined` for yes, otherwise what was seen instead. */
export type ReadyProbe = () => Promise<string | undefined>

export interface ReadyPlace {
  url: string
  tls: TlsSpec
  /** Where requests are to come from; default: wherever the system likes. */
  localAddress?: string | undefined
  log: string
  /** Where in the log this launch begins, bytes. */
  logFrom: number
}

const ONE_TRY_MS = 2000

export function probeFor(ready: ReadySpec, place: ReadyPlace): ReadyProbe {
  if (ready.by === 'http') return () => probeHttp(new URL(ready.path, place.url), place)
  if (ready.by === 'tcp') return () => probeTcp(new URL(place.url), place)
  return probeLog(new RegExp(ready.pattern), place)
}

/** Any complete head of a response that is not 5xx. */
function probeHttp(url: URL, { tls, localAddress }: ReadyPlace): Promise<string | undefined> {
  const secure = {
    rejectUnauthorized: !tls.insecure,
    ...(tls.ca !== undefined && { ca: tls.ca }),
    ...(tls.servername !== undefined && { servername: tls.servername }),
  }
  return new Promise((resolve) => {
    const common = {
      agent: false,
      timeout: ONE_TRY_MS,
      headers: { connection: 'close' },
      localAddress,
    } as const
    const request = url.protocol === 'https:' ? httpsRequest(url, { ...common, ...secure }) : httpRequest(url, common)
    request.on('response', (response) => {
      const { statusCode = 0 } = response
      resolve(statusCode < 500 ? undefined : `status ${statusCode}`)
      response.destroy()
    })
    request.on('timeout', () => request.destroy(new Error(`no answer within ${ONE_TRY_MS} ms`)))
    request.on('error', (error) => resolve(describe(error) + hintFor(error)))
    request.end()
  })
}

function probeTcp(url: URL, { localAddress }: ReadyPlace): Promise<string | undefined> {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  return new Promise((resolve) => {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    const socket = connect({ port, host, timeout: ONE_TRY_MS, localAddress })
    socket.on('connect', () => socket.destroy())
    socket.on('timeout', () => socket.destroy(new Error(`no connection within ${ONE_TRY_MS} ms`)))
    socket.on('error', (error) => resolve(describe(error)))
    socket.on('close', () => resolve(undefined))
  })
}

/** Reads what the log has grown by, and matches line by line, the unfinished last line included. */
function probeLog(pattern: RegExp, { log, logFrom }: ReadyPlace): ReadyProbe {
  let position = logFrom
  let rest = ''
  return () => {
    const grown = readFrom(log, position)
    position += grown.length
    const lines = (rest + grown.toString('utf8')).split('\n')
    rest = lines.at(-1) ?? ''
    return Promise.resolve(
      lines.some((line) => pattern.test(line)) ? undefined : `no line of the log matches ${pattern}`,
    )
  }
}

function readFrom(path: string, position: number): Buffer {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size <= position) return Buffer.alloc(0)
  const buffer = Buffer.alloc(size - position)
  const file = openSync(path, 'r')
  try {
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, position))
  } finally {
    closeSync(file)
  }
}

function describe(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message
}

/** OpenSSL's reasons not to trust a certificate, x509_verify_cert_error_string(3), and Node's for a wrong name. */
const DISTRUST = /CERT|SIGNATURE|ALTNAME/

function hintFor({ code = '' }: NodeJS.ErrnoException): string {
  if (!DISTRUST.test(code)) return ''
  return '; name the authority to trust with target.tls.ca, or accept any certificate with target.tls.insecure: true'
}
