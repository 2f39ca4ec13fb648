import type { FailureFacts } from '../../../model/attempt.ts'
import type { Clock } from '../../../model/clock.ts'
import { type Fields, valueOf } from '../../../net/http1/fields.ts'
import { isExpectedStatus } from '../../exchange/answer.ts'
import type { Probe, ProbeContext } from '../../probe.ts'
import { type BeginTransfer, createTransfers } from '../../transfer/transfer.ts'
import { type ContentCheck, createContents, type Resource } from './content-check.ts'
import { createDoubts } from './doubts.ts'
import type { DownloadTraffic } from './options.ts'

/**
 * Long responses, read slowly and compared by position with what they should be. A connection is a lifeline from the head of its
 * response on. The timeout is the longest silence while this side was ready to read, not the length of the download.
 */
export function createDownload(context: ProbeContext<DownloadTraffic>): Probe {
  const { spec, clock, recorder } = context
  const traffic = spec.name
  const doubts = createDoubts(clock.now, {
    unsteady: (path, downloads) =>
      recorder.event({ t: clock.now(), kind: 'content-unsteady', traffic, path, downloads }),
    changed: (path, t) => recorder.event({ t, kind: 'content-changed', traffic, path }),
  })
  const openCheck = createContents(doubts)

  const begin: BeginTransfer = ({ socket }, request, served) => {
    let reading: SlowReading | undefined
    let check: ContentCheck | undefined
    let doubt: Promise<string | undefined> | undefined
    let established = false

    function beginBody(status: number, fields: Fields): void {
      reading = readSlowly(socket, spec.bytesPerSecond, clock)
      established = isExpectedStatus(request.expect, status)
      if (established) served(clock.now())
      if (isSuccess(status))
        check = openCheck({ path: request.path, ...versionOf(fields), coding: valueOf(fields, 'content-encoding') })
    }

    return {
      request,
      with: {
        reader: {
          begin: beginBody,
          take(chunk) {
            check?.take(chunk)
            reading?.take(chunk.length)
          },
          judge() {
            const found = check?.finish()
            if (!(found instanceof Promise)) return describeMismatch(found)
            doubt = found
            return undefined
          },
        },
        progress: () => reading?.progress(),
      },
      doubt: () => doubt?.then(describeMismatch),
      established: () => established,
      declined: () => false,
      alive: (stopped) => (reading?.progress() ?? 0) >= stopped,
      close: () => reading?.close(),
    }
  }
  return createTransfers(context, begin, doubts.end)
}

function describeMismatch(detail: string | undefined): FailureFacts | undefined {
  return detail === undefined ? undefined : { outcome: 'invalid', phase: 'body', code: 'CONTENT_MISMATCH', detail }
}

/** Error pages may say something else each time. */
function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/** RFC 9110 §8.8: what tells one representation of a resource from the next. */
function versionOf(fields: Fields): Pick<Resource, 'version' | 'strong'> {
  const tag = valueOf(fields, 'etag')
  const version = tag ?? valueOf(fields, 'last-modified') ?? ''
  return { version, strong: tag !== undefined && !tag.startsWith('W/') }
}

/** What can be kept waiting. */
interface Pausable {
  pause(): unknown
  resume(): unknown
}

interface SlowReading {
  /** After a number of bytes has been read: the stream waits for as long as they should have taken. */
  take(bytes: number): void
  /** When a byte was last read or waited for by choice, on the run's clock; now, while the stream is paused. */
  progress(): number
  close(): void
}

/**
 * Reads `stream` at `bytesPerSecond`. While it is paused its socket is not read, so that its window closes and the server
 * feels it. Time that the server let pass is not made up for.
 */
function readSlowly(stream: Pausable, bytesPerSecond: number, clock: Clock): SlowReading {
  let ready = clock.now()
  let timer: NodeJS.Timeout | undefined

  function resume(): void {
    timer = undefined
    const early = ready - clock.now()
    if (early > 0) timer = setTimeout(resume, early)
    else stream.resume()
  }

  return {
    take(bytes) {
      ready = Math.max(ready, clock.now()) + (bytes * 1_000) / bytesPerSecond
      stream.pause()
      timer ??= setTimeout(resume, ready - clock.now())
    },
    progress: () => (timer === undefined ? ready : clock.now()),
    close: () => clearTimeout(timer),
  }
}
