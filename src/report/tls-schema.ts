import { z } from 'zod'
import { count } from './schema-parts.ts'

/** The part of a report that tells of TLS. */

export const resumption = z.object({
  offered: count('TLS handshakes that offered to resume a session.'),
  resumed: count('How many of them were resumed.'),
})

export const certificate = {
  serial: z.string().describe('Serial number, hexadecimal.'),
  subject: z.string().describe('Distinguished name of its subject.'),
  validTo: z.string().describe('When it expires, ISO 8601.'),
  fingerprint256: z.string().describe('SHA-256 of the certificate.'),
}

const certificates = z.array(z.object(certificate))

export const tlsAccount = z.object({
  resumption: z.object({
    before: resumption.describe('Of sessions given since the takeover of the restart before.'),
    after: resumption.describe('After takeover, of sessions from before this restart.'),
  }),
  certificates: z.object({
    before: certificates.describe('Shown since the restart before had settled.'),
    after: certificates.describe('Shown since this one had settled, or else since its takeover.'),
    changed: z.boolean().nullable().describe('They are not the same; null where either side was not seen.'),
  }),
})
