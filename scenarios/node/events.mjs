/** Numbered event streams (WHATWG HTML §9.2): the number is the event's id, and goes on where `Last-Event-ID` says. */
export function createEvents() {
  const streams = new Set()
  let finished = false

  function open(request, response, query) {
    let id = Number(request.headers['last-event-id'] ?? 0) || 0
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    const send = () => {
      id += 1
      response.write(`id: ${id}\ndata: ${id}\n\n`)
    }
    const end = () => {
      clearInterval(timer)
      streams.delete(end)
      response.end()
    }
    const timer = setInterval(send, Number(query.get('every') ?? 100))
    streams.add(end)
    response.once('close', end)
    send()
    if (finished) end()
  }

  return {
    open,
    /** Brings every stream to its proper end, so that its client knows that nothing is missing and opens another. */
    finish() {
      finished = true
      for (const end of streams) end()
    },
  }
}
