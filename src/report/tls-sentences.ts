import type { RestartReport } from '../model/report.ts'
import type { Certificate, ResumptionCounts } from '../model/tls.ts'
import { clean } from '../text/clean.ts'
import { formatCount } from '../text/numbers.ts'

/**
 * What a restart did to TLS: `TLS sessions resumed: 38 of 38 before, 0 of 19 across it · certificate changed: … → …`; empty
 * without `tls` traffic.
 */
export function describeTls({ tls }: Pick<RestartReport, 'tls'>): string {
  if (tls === null) return ''
  const { before, after } = tls.resumption
  return `TLS sessions resumed: ${share(before)} before, ${share(after)} across it · ${describeCertificates(tls.certificates)}`
}

function share({ offered, resumed }: ResumptionCounts): string {
  return offered === 0 ? 'none offered' : `${formatCount(resumed)} of ${formatCount(offered)}`
}

type Certificates = NonNullable<RestartReport['tls']>['certificates']

function describeCertificates({ before, after, changed }: Certificates): string {
  if (changed === null) return 'certificate not seen on both sides'
  if (!changed) return `certificate unchanged: ${nameAll(after)}`
  return `certificate changed: ${nameAll(before)} → ${nameAll(after)}`
}

function nameAll(certificates: readonly Certificate[]): string {
  return certificates.map(name).join(', ')
}

const SERIAL_SHOWN = 12

/** Some authorities number their certificates one after the other, so that the end tells more than the beginning. */
function name({ subject, serial, validTo }: Certificate): string {
  const short = serial.length > SERIAL_SHOWN ? `${serial.slice(0, 4)}…${serial.slice(-8)}` : serial
  return `${clean(subject, 60)} (serial ${clean(short, 20)}, until ${validTo.slice(0, 10)})`
}
