import type { PeerCertificate, TLSSocket } from 'node:tls'
import type { Clock } from '../../model/clock.ts'
import type { Recorder } from '../../model/recorder.ts'

/** How often resumptions are told. */
const TELL_EVERY_MS = 1_000

/** What handshakes show beside their success. */
export interface TlsSights {
  /** A handshake that offered to resume a session has ended. */
  resumption(resumed: boolean): void
  /** A full handshake: its certificate is told at first sight. */
  certificate(socket: TLSSocket): void
  close(): void
}

export function createTlsSights(traffic: string, recorder: Pick<Recorder, 'event'>, clock: Clock): TlsSights {
  const seen = new Set<string>()
  let count = { offered: 0, resumed: 0 }
  let timer: NodeJS.Timeout | undefined

  function tell(): void {
    timer = undefined
    recorder.event({ t: clock.now(), kind: 'resumption', traffic, ...count })
    count = { offered: 0, resumed: 0 }
  }

  return {
    resumption(resumed) {
      timer ??= setTimeout(tell, TELL_EVERY_MS)
      count.offered += 1
      if (resumed) count.resumed += 1
    },
    certificate(socket) {
      const { fingerprint256, serialNumber, subject, valid_to: expiry } = socket.getPeerCertificate()
      if (fingerprint256 === undefined || seen.has(fingerprint256)) return
      seen.add(fingerprint256)
      const validTo = new Date(expiry).toISOString()
      const name = nameOf(subject)
      const certificate = { traffic, serial: serialNumber, subject: name, validTo, fingerprint256 }
      recorder.event({ t: clock.now(), kind: 'certificate-seen', ...certificate })
    },
    close() {
      if (timer === undefined) return
      clearTimeout(timer)
      tell()
    },
  }
}

/** `CN=example.test, O=Example`; a name may have a part several times. */
function nameOf(subject: PeerCertificate['subject'] | undefined): string {
  return Object.entries(subject ?? {})
    .map(([key, value]) => `${key}=${[value].flat().join('+')}`)
    .join(', ')
}
