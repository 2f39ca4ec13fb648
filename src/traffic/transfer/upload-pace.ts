import type { Clock } from '../../model/clock.ts'
import type { BodyWriter } from '../exchange/transmit.ts'
import { fillContent } from './content.ts'

/** How often a part of the body is sent. */
const STEP_MS = 20
/** The longest part that is made at once. */
const PART_BYTES = 65_536

export interface SlowWriting {
  write(body: BodyWriter): void
  /** Everything has been handed to the socket. */
  done(): boolean
  close(): void
}

/** Sends `bytes` bytes of the pattern evenly over `overMs`. Whoever does not take them gets the rest later, as fast as it likes. */
export function writeSlowly({ bytes, overMs }: { bytes: number; overMs: number }, clock: Clock): SlowWriting {
  let sent = 0
  let timer: NodeJS.Timeout | undefined

  function step(body: BodyWriter, began: number): void {
    const due = Math.min(bytes, Math.floor((bytes * (clock.now() - began)) / overMs))
    while (sent < due && !body.full) {
      const part = fillContent(sent, Math.min(due - sent, PART_BYTES))
      sent += part.length
      body.write(part)
    }
    if (sent === bytes) body.end()
    else timer = setTimeout(step, STEP_MS, body, began)
  }

  return {
    write: (body) => step(body, clock.now()),
    done: () => sent === bytes,
    close: () => clearTimeout(timer),
  }
}
