/** Each line of the body is its own offset: 15 digits and a line feed. */
const LINE_BYTES = 16
const CHUNK_BYTES = 1024 * LINE_BYTES
const TICK_MS = 50

/** `?bytes=N`, as fast as the client reads; with `&ms=M` not faster than evenly within so many milliseconds. */
export function createDownload(_request, response, query) {
  const bytes = Number(query.get('bytes') ?? 1024 * 1024)
  const ms = Number(query.get('ms') ?? 0)
  const started = Date.now()
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': bytes })
  let sent = 0

  function send() {
    const due = ms === 0 ? bytes : Math.min(bytes, Math.ceil((bytes * (Date.now() - started)) / ms))
    while (sent < due) {
      const end = Math.min(due, sent + CHUNK_BYTES)
      const flowing = response.write(content(sent, end))
      sent = end
      if (!flowing) {
        response.once('drain', send)
        return
      }
    }
    if (sent === bytes) response.end()
    else if (!response.destroyed) setTimeout(send, TICK_MS)
  }
  send()
}

function content(from, to) {
  let text = ''
  for (let line = from - (from % LINE_BYTES); line < to; line += LINE_BYTES) {
    text += `${String(line).padStart(LINE_BYTES - 1, '0')}\n`
  }
  const skipped = from % LINE_BYTES
  return text.slice(skipped, skipped + to - from)
}
