/** Counts over the whole run in a fixed number of columns: the longer it lasts, the more time stands for each. */
export interface Strip {
  add(t: number, ok: number, failed: number): void
  /** A restart began. */
  mark(t: number, index: number): void
  columns(): StripColumn[]
}

export interface StripColumn {
  ok: number
  failed: number
  /** The first restart that began in it. */
  restart?: number
}

/** The traffic's own slots, milliseconds: nothing finer is known. */
const FINEST_MS = 100

/** @param plannedMs how long the run is going to take, as far as that is known; it may take longer */
export function createStrip(width: number, plannedMs: number): Strip {
  let columnMs = Math.max(FINEST_MS, Math.ceil(plannedMs / width / FINEST_MS) * FINEST_MS)
  let columns: StripColumn[] = []

  function at(t: number): StripColumn {
    while (t >= columnMs * width) coarsen()
    const index = Math.max(0, Math.floor(t / columnMs))
    while (columns.length <= index) columns.push({ ok: 0, failed: 0 })
    return columns[index] ?? { ok: 0, failed: 0 }
  }

  function coarsen(): void {
    columnMs *= 2
    columns = Array.from({ length: Math.ceil(columns.length / 2) }, (_, i) => merge(columns[2 * i], columns[2 * i + 1]))
  }

  return {
    add(t, ok, failed) {
      const column = at(t)
      column.ok += ok
      column.failed += failed
    },
    mark(t, index) {
      at(t).restart ??= index
    },
    columns: () => columns,
  }
}

function merge(a: StripColumn = { ok: 0, failed: 0 }, b: StripColumn = { ok: 0, failed: 0 }): StripColumn {
  const restart = a.restart ?? b.restart
  return { ok: a.ok + b.ok, failed: a.failed + b.failed, ...(restart !== undefined && { restart }) }
}
