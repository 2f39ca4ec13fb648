import { BUCKET_MS, type Entry } from '../model/entry.ts'
import type { AnswerFeed } from '../model/generation.ts'

/** Passes on what the traffic saw of generations: first sightings at their moment, later ones by slot. */
export function feedGenerations(entries: Entry[], generations: AnswerFeed): void {
  for (const entry of entries) {
    if (entry.entry === 'event' && entry.kind === 'generation-seen') generations.answer(entry.t, entry.generation)
    if (entry.entry !== 'bucket') continue
    for (const label of Object.keys(entry.generations ?? {})) generations.seenAt(entry.t + BUCKET_MS, label)
  }
}
