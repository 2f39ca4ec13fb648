import { z } from 'zod'
import { count } from './fields.ts'

/** TLS handshakes that offered to resume a session (RFC 8446 §2.2, RFC 5077). */
export const resumptionCounts = z.object({
  offered: count('TLS handshakes that offered to resume a session.'),
  resumed: count('How many of them were resumed.'),
})
export type ResumptionCounts = z.output<typeof resumptionCounts>

/** A certificate as the target has shown it. */
export const certificate = z.object({
  serial: z.string().describe('Serial number, hexadecimal.'),
  subject: z.string().describe('Distinguished name of its subject.'),
  validTo: z.string().describe('When it expires, ISO 8601.'),
  fingerprint256: z.string().describe('SHA-256 of the certificate.'),
})
export type Certificate = z.output<typeof certificate>

/** In order of their first sight. */
const certificates = z.array(certificate)

/** What a restart did to those who speak TLS with the target. A session that is declined after takeover costs a full handshake. */
export const restartTls = z.object({
  resumption: z
    .object({
      before: resumptionCounts.describe('Of sessions given since the takeover of the restart before.'),
      after: resumptionCounts.describe('After takeover, of sessions from before this restart.'),
    })
    .describe('TLS handshakes that offered to resume a session.'),
  certificates: z
    .object({
      before: certificates.describe('Shown since the restart before had settled.'),
      after: certificates.describe('Shown since this one had settled, or else since its takeover.'),
      changed: z.boolean().nullable().describe('They are not the same; null where either side was not seen.'),
    })
    .describe('Certificates that the target showed.'),
})
export type RestartTls = z.output<typeof restartTls>
