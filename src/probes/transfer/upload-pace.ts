import type { ClientRequest } from 'node:http'
import type { Clock } from '../../model/clock.ts'
import { fillContent } from './content.ts'

/** How often a part of the body is sent. */
const STEP_MS = 20
/** The longest part that is made at once. */
const PART_BYTES = 65_536

export interface SlowWriting {
  write(request: ClientRequest): void
  /** Everything has been handed to the socket. */
  done(): boolean
  close(): void
}

/** Sends `bytes` bytes of the pattern evenly over `overMs`. Whoever does not take them gets the rest later, as fast as it likes. */
export function writeSlowly({ bytes, overMs }: { bytes: number; overMs: number }, clock: Clock): SlowWriting {
  let sent = 0
  let timer: NodeJS.Timeout | undefined

  function step(request: ClientRequest, began: number): void {
    const due = Math.min(bytes, Math.floor((bytes * (clock.now() - began)) / overMs))
    while (sent < due && !request.writableNeedDrain) {
      const part = fillContent(sent, Math.min(due - sent, PART_BYTES))
      sent += part.length
      request.write(part)
    }
    if (sent === bytes) request.end()
    else timer = setTimeout(step, STEP_MS, request, began)
  }

  return {
    write(request) {
      request.flushHeaders()
      step(request, clock.now())
    },
    done: () => sent === bytes,
    close: () => clearTimeout(timer),
  }
}
