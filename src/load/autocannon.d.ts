// autocannon comes without types. Only what is used here, private members included; valid for the exact version in
// package.json, held down by test/contracts/autocannon.test.ts.
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'

  namespace autocannon {
    interface Request {
      method: string
      path: string
      headers: Record<string, string>
      body?: string
    }

    interface Options {
      url: string
      connections: number
      /** Seconds. */
      duration: number
      /** Seconds. */
      timeout: number
      /** Milliseconds between two looks at whether to stop. */
      sampleInt: number
      headers?: Record<string, string>
      requests: Request[]
      setupClient: (client: Client) => void
    }

    interface Result {
      '2xx': number
      errors: number
      timeouts: number
      totalRequests: number
      totalCompletedRequests: number
    }

    interface Run extends EventEmitter, PromiseLike<Result> {
      stop(): void
    }

    /** lib/httpClient.js */
    interface Client extends EventEmitter {
      conn: Socket
      parser: Parser
      requestIterator: RequestIterator
      pipelinedRequests: { clear(): void }
      timeoutTicker: { clear(): void }
      _connect(): void
      _doRequest(): void
      _destroyConnection(): void
    }

    /** lib/requestIterator.js */
    interface RequestIterator {
      requests: BuiltRequest[]
      currentRequest: BuiltRequest
      nextRequest(): BuiltRequest
    }

    interface BuiltRequest {
      requestBuffer: Buffer
    }

    /** http-parser-js; the keys of its callbacks are numbers that its constructor knows. */
    interface Parser {
      constructor: { kOnHeadersComplete: 2; kOnBody: 3; kOnMessageComplete: 4; encoding: BufferEncoding }
      state: string
      /** Of the chunk being parsed: what comes next, and its end. */
      offset: number
      end: number
      /** What has come of a line that is not complete yet. */
      line: string
      /** Announced length of the body, NaN where that is no number, null where there is none. */
      body_bytes: number | null
      isChunked: boolean
      /** The Connection header, in lower case. */
      connection: string
      initialize(type: 'RESPONSE'): void
      execute(chunk: Buffer): number | Error
      finish(): Error | undefined
      consumeLine(): string | undefined
      BODY_CHUNKHEAD(): unknown
      2: (head: ResponseHead) => unknown
      3: (chunk: Buffer, start: number, length: number) => void
      4: () => void
    }

    interface ResponseHead {
      versionMajor: number
      versionMinor: number
      statusCode: number
      /** Names and values in turn. */
      headers: string[]
    }
  }

  function autocannon(options: autocannon.Options): autocannon.Run
  export = autocannon
}
