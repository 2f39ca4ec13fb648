import { lookup } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { TlsSpec } from '../model/scenario.ts'

/** Where requests go. The name was resolved once, so that every connection goes to the same address. */
export interface Endpoint {
  /** As the scenario has it. */
  url: string
  /** Numeric address. */
  address: string
  port: number
  /** Value of the Host header (RFC 9110 §7.2). */
  hostHeader: string
  /** Where the url is https. */
  tls?: EndpointTls
  /** How TLS would be spoken with it, on whichever port. */
  trust: EndpointTls
}

export interface EndpointTls {
  context: SecureContext
  /** Sent as SNI and checked against the certificate; undefined where the url holds an address. */
  servername: string | undefined
  /** The url's host, checked against the certificate where there is no servername. */
  host: string
  insecure: boolean
}

/**
 * Resolves the url's host to one address. Of several the first that accepts a connection is taken, and kept: trying
 * the next address after a refusal, as clients with happy eyeballs do, would be a retry that is not counted.
 */
export async function resolveEndpoint(url: string, tls: TlsSpec): Promise<Endpoint> {
  const { protocol, hostname, host, port } = new URL(url)
  const name = hostname.replace(/^\[(.*)\]$/, '$1')
  const secure = protocol === 'https:'
  const trust = prepareTls(name, tls)
  const endpoint = { url, port: Number(port) || (secure ? 443 : 80), hostHeader: host, trust }
  const address = isIP(name) > 0 ? name : await chooseAddress(name, endpoint.port)
  return secure ? { ...endpoint, address, tls: trust } : { ...endpoint, address }
}

function prepareTls(host: string, { ca, servername, insecure }: TlsSpec): EndpointTls {
  // One context for all connections: reading the authorities again for each handshake costs milliseconds.
  const context = createSecureContext(ca === undefined ? {} : { ca })
  return { context, servername: servername ?? (isIP(host) > 0 ? undefined : host), host, insecure }
}

async function chooseAddress(name: string, port: number): Promise<string> {
  const found = await lookup(name, { all: true, verbatim: true }).catch((cause: unknown) => {
    throw new Error(
      `Expected the target's host to have an address, but "${name}" could not be resolved. Check the url.`,
      {
        cause,
      },
    )
  })
  for (const { address } of found) if (await accepts(address, port)) return address
  return found[0]?.address ?? name
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 })
    const answer = (accepted: boolean) => {
      socket.destroy()
      resolve(accepted)
    }
    socket.once('connect', () => answer(true))
    socket.once('timeout', () => answer(false))
    socket.once('error', () => answer(false))
  })
}
