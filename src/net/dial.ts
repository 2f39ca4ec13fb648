import { connect as connectTcp, type Socket, type TcpNetConnectOpts } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { FailureFacts } from '../model/attempt.ts'
import { classify, type Ending } from './classify.ts'
import type { ClientContext } from './client-context.ts'
import { type Deadline, startDeadline } from './deadline.ts'
import type { Endpoint, EndpointTls } from './endpoint.ts'
import type { Source, Sources } from './sources.ts'
import { watchRecords } from './tls-records.ts'

export type Dialed = Established | { socket?: never; localPort?: never; connectMs?: never; failure: DialFailure }

interface Established {
  socket: Socket
  /** Where this side has chosen it; asking the socket takes a system call. */
  localPort?: number | undefined
  /** From the SYN to its answer, milliseconds: a round trip. */
  connectMs: number
  failure?: never
}

export interface DialFailure extends FailureFacts {
  /** The connection was accepted, and failed in its TLS handshake. */
  connected: boolean
  localPort?: number
}

export interface DialOptions extends Deadline {
  /** Where the connection comes from; default: as all others of the thread. */
  sources?: Sources
  /** Protocols offered in the TLS handshake (RFC 7301); HTTP/1.1 alone by default. */
  alpn?: string[]
  /** A TLS session to resume (RFC 8446 §2.2, RFC 5077). */
  session?: Buffer | undefined
  /** Hears of each session that the server offers, in TLS 1.3 after the handshake. */
  onSession?: (session: Buffer) => void
}

/** How many local ports are tried for one connection, where others hold them. */
const PORT_TRIES = 8

/**
 * Opens one connection, TLS handshake included. Never rejects, never tries twice: a local port that is taken fails before anything
 * goes out, and the next one is used.
 */
export async function dial(context: ClientContext, options: DialOptions): Promise<Dialed> {
  for (let left = PORT_TRIES; ; left -= 1) {
    const dialed = await dialOnce(context, options)
    if (left === 1 || !isPortTaken(dialed)) return dialed
  }
}

function isPortTaken({ failure }: Dialed): boolean {
  return failure?.phase === 'connect' && (failure.code === 'EADDRINUSE' || failure.code === 'EADDRNOTAVAIL')
}

function dialOnce(context: ClientContext, options: DialOptions): Promise<Dialed> {
  return new Promise((resolve) => {
    const { source, giveBack } = (options.sources ?? context.sources).take()
    const began = context.clock.now()
    const attempt: Dialing = { phase: 'connect', tcp: openTcp(context.endpoint, source) }
    const { tcp } = attempt
    if (giveBack !== undefined) tcp.once('close', giveBack)
    let settled = false
    const settle = (dialed: Dialed) => {
      settled = true
      stopClock()
      resolve(dialed)
    }
    const fail = (ending: Ending) => {
      if (settled) return
      settle({ failure: describeFailure(attempt, ending) })
      attempt.secure?.destroy()
      tcp.destroy()
    }
    const stopClock = startDeadline(context, options, fail)
    // Stays for good: whatever still comes after the end of the attempt must not end the process.
    tcp.on('error', (error) => fail({ by: 'error', error }))
    tcp.once('connect', () => {
      const { tls } = context.endpoint
      const connectMs = context.clock.now() - began
      if (tls === undefined) return settle({ socket: tcp, localPort: source.localPort, connectMs })
      attempt.localPort = tcp.localPort
      attempt.phase = 'tls'
      attempt.secure = startTls(tcp, { ...tls, ...options }, fail, (socket) => settle({ socket, connectMs }))
    })
  })
}

interface Dialing {
  phase: 'connect' | 'tls'
  tcp: Socket
  secure?: Socket
  localPort?: number | undefined
}

function openTcp({ address, port }: Endpoint, source: Source): Socket {
  // autoSelectFamily would try several addresses: a retry that is not counted.
  const options: TcpNetConnectOpts = { host: address, port, noDelay: true, autoSelectFamily: false }
  if (source.localAddress !== undefined) options.localAddress = source.localAddress
  if (source.localPort !== undefined) options.localPort = source.localPort
  return connectTcp(options)
}

type Fail = (ending: Ending) => void

type Handshake = EndpointTls & Pick<DialOptions, 'alpn' | 'session' | 'onSession'>

function startTls(tcp: Socket, handshake: Handshake, fail: Fail, done: (socket: Socket) => void): Socket {
  const { context, servername, host, insecure, alpn = ['http/1.1'], session, onSession } = handshake
  const secure = connectTls({
    socket: tcp,
    secureContext: context,
    host,
    ...(servername !== undefined && { servername }),
    rejectUnauthorized: !insecure,
    ALPNProtocols: alpn,
    ...(session !== undefined && { session }),
  })
  if (onSession !== undefined) secure.on('session', onSession)
  // Node turns a FIN in the handshake into an ECONNRESET of its own; its listener comes after this one.
  secure.prependListener('end', () => fail({ by: 'fin' }))
  secure.on('error', (error) => fail({ by: 'error', error }))
  secure.once('secureConnect', () => {
    watchRecords(secure, tcp)
    done(secure)
  })
  return secure
}

function describeFailure({ phase, localPort }: Dialing, ending: Ending): DialFailure {
  const facts = classify({ ...ending, phase, bytesRead: 0 })
  return { ...facts, connected: phase === 'tls', ...(localPort !== undefined && { localPort }) }
}
