/** TLS handshakes that offered to resume a session, and how many of them were resumed (RFC 8446 §2.2, RFC 5077). */
export interface ResumptionCounts {
  offered: number
  resumed: number
}

/** A certificate as the target has shown it. */
export interface Certificate {
  /** Hexadecimal. */
  serial: string
  /** Distinguished name of its subject. */
  subject: string
  /** When it expires, ISO 8601. */
  validTo: string
  /** SHA-256 of the whole. */
  fingerprint256: string
}

/** What a restart did to those who speak TLS with the target. */
export interface TlsAccount {
  resumption: {
    /** Until it began, of sessions that had been given since the takeover of the restart before. */
    before: ResumptionCounts
    /** After takeover, of sessions from before this restart: what is declined here has a full handshake to make. */
    after: ResumptionCounts
  }
  certificates: {
    /** Shown since the restart before had settled, and since this one had; in order of their first sight. */
    before: Certificate[]
    after: Certificate[]
    /** They are not the same; null where either side was not seen. */
    changed: boolean | null
  }
}
