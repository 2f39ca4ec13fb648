/* oxlint-disable no-underscore-dangle -- Chromium's names */
import type { HarEntry } from './recording.ts'

/** Why an entry was no HTTP request to a server, or none that can be repeated by itself; undefined where it was one. */
export function findWhyNotSent(entry: HarEntry): string | undefined {
  const { request, response } = entry
  if (request.method === 'CONNECT') return 'CONNECT opens a tunnel through a proxy'
  if (isWebSocket(entry)) return 'it opened a WebSocket, for which there is traffic of the kind websocket'
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(request.url)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
    return `the browser sends nothing for a URL that begins with ${scheme}:`
  if (entry._resourceType === 'eventsource')
    return 'it opened a stream of events, for which there is traffic of the kind sse'
  if (entry._fromCache) return 'the browser answered it from its cache'
  if (entry._fetchedViaServiceWorker === true) return 'a service worker of the browser answered it'
  if (response?.status !== 0) return undefined
  return `it was blocked or broken off, and got no answer (status 0${response._error ? `, ${response._error}` : ''})`
}

function isWebSocket({ request, response, _resourceType: type }: HarEntry): boolean {
  return type === 'websocket' || /^wss?:/i.test(request.url) || response?.status === 101
}
