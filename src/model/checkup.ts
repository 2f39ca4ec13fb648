export const CHECKUP_SCHEMA = 'hitless.checkup/1'

/** Whether this machine, and what is installed on it, can run scenarios. */
export interface Checkup {
  schema: typeof CHECKUP_SCHEMA
  /** Nothing is `missing`. */
  ready: boolean
  checks: Check[]
}

/** `good`; `note`: worth knowing; `warning`: runs may suffer; `missing`: runs cannot be made. */
export const CHECK_STATUS = ['good', 'note', 'warning', 'missing'] as const
export type CheckStatus = (typeof CHECK_STATUS)[number]

export interface Check {
  status: CheckStatus
  /** What was looked at. */
  what: string
  /** What was found, and what it means. */
  found: string
  /** What to do about it. */
  remedy?: string
}
