/* oxlint-disable no-underscore-dangle -- autocannon's names */
import type { Socket } from 'node:net'
import type autocannon from 'autocannon'
import { endResponse, readResponse } from '../../../net/http1/response.ts'
import { expectResponse, type Response, type ResponseListener } from '../../../net/http1/response-state.ts'

/**
 * One of autocannon's clients, without a will of its own: it neither connects nor sends nor reads nor gives up by itself. The one place
 * that knows its private members; see docs/explain/autocannon.md for what each of them would do otherwise.
 */
export interface RequestWriter {
  listener: ResponseListener
  /** Writes the request with this index in the mix, and expects its response. Returns its length in bytes. */
  send(socket: Socket, request: number, method: string): number
  /** Reads what came. Returns an error where that is no response. */
  read(chunk: Buffer): Error | undefined
  /** The server's FIN: completes a response whose body ends with the connection (RFC 9112 §6.3). */
  end(): void
}

/** Silences a client that is being set up; `onReady` gets its writer once autocannon has finished constructing it. */
export function createRequestWriter(client: autocannon.Client, onReady: (writer: RequestWriter) => void): void {
  const doRequest = client._doRequest.bind(client)
  client._doRequest = () => {}
  client._destroyConnection = () => {}
  // The constructor's last call.
  client._connect = () => {
    client.timeoutTicker.clear()
    client.requestIterator.nextRequest = () => client.requestIterator.currentRequest
    onReady(wrap(client, doRequest))
  }
}

function wrap(client: autocannon.Client, doRequest: () => void): RequestWriter {
  const { requestIterator, pipelinedRequests } = client
  let response: Response = expectResponse('GET')
  const writer: RequestWriter = {
    listener: DEAF,
    send(socket, request, method) {
      client.conn = socket
      response = expectResponse(method)
      const built = requestIterator.requests[request]
      if (built === undefined) throw new Error(`the mix has no request number ${request}`)
      requestIterator.currentRequest = built
      // Whom the next response belongs to is known without its queue.
      pipelinedRequests.clear()
      doRequest()
      return built.requestBuffer.length
    },
    read: (chunk) => readResponse(response, chunk, writer.listener),
    end: () => endResponse(response, writer.listener),
  }
  return writer
}

const DEAF: ResponseListener = { onHead() {}, onBody() {}, onComplete() {} }
