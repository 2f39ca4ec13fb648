import { openJournal } from '../ledger/journal.ts'
import type { Clock } from '../model/clock.ts'
import { type Entry, JOURNAL_SCHEMA } from '../model/entry.ts'
import type { RunEvent, RunPhase } from '../model/event.ts'
import { VERDICT_RULES } from '../model/rules.ts'
import type { Scenario } from '../model/scenario.ts'
import { readEnvironment } from './environment.ts'

/** The record of a run being made: the journal, and those who watch its entries. */
export interface RunRecord {
  entries(entries: Entry[]): void
  event(event: RunEvent): void
  /** The run enters a phase now. */
  phase(phase: RunPhase): void
  /** Writes the last line and closes the journal. */
  close(interrupted: boolean): Promise<void>
  /** Resolves with the first error of writing. */
  failed: Promise<Error>
}

export interface RecordOptions {
  path: string
  id: string
  clock: Clock
  scenario: Scenario
  label: string | undefined
  watch: (entry: Entry) => void
}

/** Opens the record and writes its first line. */
export async function openRecord({ path, id, label, clock, scenario, watch }: RecordOptions): Promise<RunRecord> {
  const journal = await openJournal(path)
  const entries = (added: Entry[]) => {
    journal.append(added)
    for (const entry of added) watch(entry)
  }
  const event = (happened: RunEvent) => entries([{ entry: 'event', ...happened }])
  const startedAt = new Date(Date.now() - clock.now()).toISOString()
  const named = label === undefined ? { id } : { id, label }
  entries([
    {
      entry: 'run',
      schema: JOURNAL_SCHEMA,
      rules: VERDICT_RULES,
      ...named,
      startedAt,
      scenario,
      environment: readEnvironment(),
    },
  ])
  return {
    entries,
    event,
    phase: (phase) => event({ t: clock.now(), kind: 'phase', phase }),
    async close(interrupted) {
      entries([{ entry: 'end', t: clock.now(), interrupted }])
      await journal.close()
    },
    failed: journal.failed,
  }
}
