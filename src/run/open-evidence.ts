import { rememberClientPeers } from '../evidence/client-peers.ts'
import { trackGenerations } from '../evidence/generation.ts'
import { watchLateAccepts } from '../evidence/late-accepts.ts'
import { watchProcesses } from '../evidence/watch.ts'
import type { Evidence, EvidenceOptions, ProcessWatch } from '../model/evidence.ts'
import type { GenerationView } from '../model/generation.ts'

/** Watches a target's processes, sockets and generations from now on, until `watch.close`. */
export function openEvidence(options: EvidenceOptions): Evidence {
  const { by, clock, socket, onEvent, onOwnProcess } = options
  const generations = trackGenerations({
    by,
    clock,
    visible: socket !== undefined,
    commandOf: (pid) => watch.processes().findLast((one) => one.pid === pid)?.command,
  })
  const clientPeers = rememberClientPeers()
  const lateAccepts = watchLateAccepts({ handover: generations.handover, onEvent })
  const watch: ProcessWatch = watchProcesses({
    ...options,
    onSnapshot(t, snapshot) {
      clientPeers.record(t, snapshot)
      lateAccepts.record(t, snapshot)
    },
    feed: {
      ...generations,
      started(t, pid, ppid) {
        generations.started(t, pid, ppid)
        const found = watch.processes().findLast((one) => one.pid === pid)
        if (found?.ours) onOwnProcess(found)
      },
    },
  })
  const beginRestart = countRestarts(watch, generations, lateAccepts.begin)
  return { watch, generations: { ...generations, beginRestart }, peerOf: clientPeers.find }
}

/** What serves when a restart begins is looked at just before. */
function countRestarts(watch: ProcessWatch, generations: GenerationView, onBegin: (index: number) => void): () => void {
  let restarts = 0
  return () => {
    watch.refresh()
    watch.setSamplingRate('fast')
    generations.beginRestart()
    restarts += 1
    onBegin(restarts)
  }
}
