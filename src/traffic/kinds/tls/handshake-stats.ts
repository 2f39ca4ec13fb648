import type { PeerCertificate, TLSSocket } from 'node:tls'
import type { Clock } from '../../../model/clock.ts'
import type { Recorder } from '../../../model/recorder.ts'
import type { ResumptionCounts } from '../../../model/tls.ts'
import type { RestartPhase } from '../../../model/worker.ts'

/** How often resumptions are emitted; within a restart it matters which of them came before takeover. */
const EMIT_EVERY_MS = 1_000
const EMIT_EVERY_MS_IN_RESTART = 100

/** What handshakes show beside their success. */
export interface HandshakeStats {
  /** A handshake that offered to resume a session, given at `since`, has ended. */
  resumption(resumed: boolean, since: number): void
  /** A full handshake: its certificate is an event at first sight, and again after each takeover and when a restart has settled. */
  certificate(socket: TLSSocket): void
  restart(phase: RestartPhase): void
  close(): void
}

/** The handshakes since the last event. */
interface Count extends ResumptionCounts {
  from: number
  carried: ResumptionCounts
  current: ResumptionCounts
}

export function createHandshakeStats(traffic: string, recorder: Pick<Recorder, 'event'>, clock: Clock): HandshakeStats {
  const seen = new Set<string>()
  let begun = Number.NEGATIVE_INFINITY
  /** Since when the generation answers that does now. */
  let current = Number.NEGATIVE_INFINITY
  let everyMs = EMIT_EVERY_MS
  let count: Count | undefined
  let timer: NodeJS.Timeout | undefined

  function beginCount(): Count {
    timer = setTimeout(emit, everyMs)
    return { from: clock.now(), ...none(), carried: none(), current: none() }
  }

  function emit(): void {
    clearTimeout(timer)
    if (count !== undefined) recorder.event({ t: clock.now(), kind: 'resumption', traffic, ...count })
    count = undefined
  }

  return {
    resumption(resumed, since) {
      count ??= beginCount()
      add(count, resumed)
      if (since < begun) add(count.carried, resumed)
      else if (since >= current) add(count.current, resumed)
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
    restart(phase) {
      emit()
      everyMs = phase === 'settled' ? EMIT_EVERY_MS : EMIT_EVERY_MS_IN_RESTART
      if (phase === 'begun') {
        begun = clock.now()
        current = Number.POSITIVE_INFINITY
        return
      }
      current = Math.min(current, clock.now())
      seen.clear()
    },
    close: emit,
  }
}

function none(): ResumptionCounts {
  return { offered: 0, resumed: 0 }
}

function add(counts: ResumptionCounts, resumed: boolean): void {
  counts.offered += 1
  if (resumed) counts.resumed += 1
}

/** `CN=example.test, O=Example`; a name may have a part several times. */
function nameOf(subject: PeerCertificate['subject'] | undefined): string {
  return Object.entries(subject ?? {})
    .map(([key, value]) => `${key}=${[value].flat().join('+')}`)
    .join(', ')
}
