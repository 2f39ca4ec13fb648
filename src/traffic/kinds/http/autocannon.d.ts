// autocannon comes without types. Only what is used here, private members included; valid for the exact version in
// package.json, held down by test/contracts/autocannon.real.test.ts.
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'

  namespace autocannon {
    interface Request {
      method: string
      path: string
      headers: Record<string, string>
      body?: Buffer
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
  }

  function autocannon(options: autocannon.Options): autocannon.Run
  export = autocannon
}
