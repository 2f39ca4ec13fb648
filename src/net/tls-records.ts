import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/** What ended the reading of a TLS connection: an alert close_notify (RFC 8446 §6.1), nothing but a FIN, or it cannot be told. */
export type TlsEnd = 'notified' | 'bare' | 'unknown'

/** An alert is a record of two bytes (RFC 8446 §6). */
const ALERT_BYTES = 2

/**
 * Whether a TLS connection was ended by an alert or by a FIN alone. Node tells both as `end`. But it counts the bytes of the TCP
 * connection: each record has the same number of bytes beside its content, so that what is left over says whether there was an alert.
 */
export class TlsRecords {
  readonly #tcp: Pick<Socket, 'bytesRead'>
  /** Bytes of a record beside its content: its head, and with it what the cipher adds; 0 where that is not known. */
  readonly #overhead: number
  /** Bytes of the TCP connection before what was read last, and with it. */
  #before: number
  #raw: number
  /** What of it was content. */
  #plain = 0
  /** What was read last has other records than content in it. */
  #mixed = true
  /** All that was read began and ended with a record. */
  #whole = true

  constructor(tcp: Pick<Socket, 'bytesRead'>, overhead: number) {
    this.#tcp = tcp
    this.#overhead = overhead
    this.#before = this.#raw = tcp.bytesRead
  }

  /** Content came. */
  took(bytes: number): void {
    this.#advance(false)
    this.#plain += bytes
  }

  /** A session ticket came. */
  tookTicket(): void {
    this.#advance(true)
    this.#mixed = true
  }

  /** Once the reading has ended without an error. */
  describeEnd(): TlsEnd {
    const late = this.#tcp.bytesRead - this.#raw
    if (this.#overhead === 0 || !this.#whole) return 'unknown'
    if (late > 0) return late === this.#overhead + ALERT_BYTES ? 'notified' : 'bare'
    if (this.#mixed) return 'unknown'
    const left = this.#leftOver()
    return left === ALERT_BYTES ? 'notified' : left === 0 ? 'bare' : 'unknown'
  }

  #advance(mixed: boolean): void {
    const raw = this.#tcp.bytesRead
    if (raw === this.#raw) return
    if (!this.#mixed && this.#leftOver() !== 0) this.#whole = false
    this.#before = this.#raw
    this.#raw = raw
    this.#plain = 0
    this.#mixed = mixed
  }

  #leftOver(): number {
    return (this.#raw - this.#before - this.#plain) % this.#overhead
  }
}

const HEAD_BYTES = 5
const TAG_BYTES = 16

/** RFC 8446 §5.2: a type beside the content. RFC 5288 §3: a nonce in each record; RFC 7905 §2: none. Others pad to blocks. */
function overheadOf(protocol: string | null, cipher: string): number {
  if (protocol === 'TLSv1.3') return HEAD_BYTES + 1 + TAG_BYTES
  if (/GCM/.test(cipher)) return HEAD_BYTES + 8 + TAG_BYTES
  return /CHACHA20/.test(cipher) ? HEAD_BYTES + TAG_BYTES : 0
}

const watched = new WeakMap<Socket, TlsRecords>()

/** To be called when the handshake is complete. */
export function watchRecords(secure: TLSSocket, tcp: Socket): void {
  const records = new TlsRecords(tcp, overheadOf(secure.getProtocol(), secure.getCipher().name))
  watched.set(secure, records)
  secure.on('session', () => records.tookTicket())
}

export function recordsOf(socket: Socket): TlsRecords | undefined {
  return watched.get(socket)
}
