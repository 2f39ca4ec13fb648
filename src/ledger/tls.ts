import type { RunEvent, RunEventKind } from '../model/event.ts'
import type { TimeSpan } from '../model/ledger.ts'
import type { Certificate, RestartTls, ResumptionCounts } from '../model/tls.ts'
import type { RestartWindow } from './windows.ts'

type EventOf<Kind extends RunEventKind> = Extract<RunEvent, { kind: Kind }>

/** What each restart did to TLS sessions and certificates, from the events of all `tls` traffic together. */
export function sumTls(events: readonly RunEvent[], windows: readonly RestartWindow[]): RestartTls[] {
  const resumptions = events.filter((event) => event.kind === 'resumption')
  const sights = events.filter((event) => event.kind === 'certificate-seen')
  let last: Certificate[] = []
  return windows.map((window, i) => {
    const previous = windows[i - 1]
    const quiet = { from: previous?.settled?.t ?? 0, to: window.begun.t }
    const served = { from: previous?.begun.t ?? 0, to: window.begun.t }
    const end = window.nextBegun ?? Number.POSITIVE_INFINITY
    // Before takeover it is still the old generation that answers, and resumes its own sessions.
    const takeover = { from: (window.takeover ?? window.begun).t, to: end }
    const settled = { from: window.settled?.t ?? end, to: end }
    const before = firstOf(shownIn(sights, quiet), last)
    last = firstOf(shownIn(sights, settled), shownIn(sights, takeover))
    return {
      resumption: {
        before: sumUp(startedIn(resumptions, served).map(({ current }) => current)),
        after: sumUp(startedIn(resumptions, takeover).map(({ carried }) => carried)),
      },
      certificates: { before, after: last, changed: compare(before, last) },
    }
  })
}

/** On a busy machine there may be no handshake between two restarts: then what was shown last before. */
function firstOf(shown: Certificate[], otherwise: Certificate[]): Certificate[] {
  return shown.length > 0 ? shown : otherwise
}

type Resumption = EventOf<'resumption'>

function startedIn(resumptions: readonly Resumption[], { from, to }: TimeSpan): Resumption[] {
  return resumptions.filter((event) => event.from >= from && event.from < to)
}

function sumUp(counts: readonly ResumptionCounts[]): ResumptionCounts {
  const sum = { offered: 0, resumed: 0 }
  for (const { offered, resumed } of counts) {
    sum.offered += offered
    sum.resumed += resumed
  }
  return sum
}

function compare(before: readonly Certificate[], after: readonly Certificate[]): boolean | null {
  if (before.length === 0 || after.length === 0) return null
  return nameAll(before) !== nameAll(after)
}

/** Each certificate once, in order of its first sight. */
function shownIn(sights: readonly EventOf<'certificate-seen'>[], { from, to }: TimeSpan): Certificate[] {
  const shown = new Map<string, Certificate>()
  for (const { t, serial, subject, validTo, fingerprint256 } of sights) {
    if (t < from || t >= to || shown.has(fingerprint256)) continue
    shown.set(fingerprint256, { serial, subject, validTo, fingerprint256 })
  }
  return [...shown.values()]
}

function nameAll(certificates: readonly Certificate[]): string {
  return certificates
    .map(({ fingerprint256 }) => fingerprint256)
    .toSorted()
    .join(' ')
}
