import { readChunkHead } from './chunk-head.ts'
import { takeFieldLine } from './fields.ts'
import { findFramingFields, frameBody, persists } from './framing.ts'
import { Malformed } from './malformed.ts'
import type { Response, ResponseListener } from './response-state.ts'
import { checkProtocol, readStatusLine } from './status-line.ts'

/** As http-parser-js has it: node's 16 KiB are less than most clients take. */
const MAX_HEAD = 80 * 1024
/** As node has it. */
const MAX_CHUNK_HEAD = 16 * 1024
/** Most heads are shorter. More than that is not made into text at once, for it may belong to a body. */
const WINDOW = 1_024

/** Reads lines from `at` on, until a body begins. Returns where the next stage does. */
export function readLines(response: Response, chunk: Buffer, at: number, listener: ResponseListener): number {
  const text = chunk.toString('latin1', at, Math.min(chunk.length, at + WINDOW))
  let from = 0
  while (from < text.length && LINES.has(response.stage)) {
    const lf = text.indexOf('\n', from)
    const end = lf < 0 ? text.length : lf
    readLine(response, text.slice(from, end), lf >= 0, listener)
    from = end + 1
  }
  return at + Math.min(from, text.length)
}

const LINES = new Set<Response['stage']>(['status', 'fields', 'chunk-head', 'chunk-end', 'trailers'])

/** `text` is a line, or the rest of one, before its LF; or, where it does not end, a part of one. */
function readLine(response: Response, text: string, ends: boolean, listener: ResponseListener): void {
  const line = response.line === '' ? text : response.line + text
  response.line = ends ? '' : line
  response.size += text.length + Number(ends)
  const most = response.stage === 'chunk-head' ? MAX_CHUNK_HEAD : MAX_HEAD
  if (!ends || response.size > most) checkBeginning(response.stage, line)
  if (response.size > most) throw overflow(response.stage, most, line)
  if (ends) takeLine(response, line, listener)
}

/** What can be no beginning is not waited for: its line may never end. */
function checkBeginning(stage: Response['stage'], line: string): void {
  if (stage === 'status') checkProtocol(line)
  else if (stage === 'chunk-head') readChunkHead(line)
  else if (stage === 'chunk-end' && line !== '\r') throw noLineEnd('after the data of a chunk', line)
}

/** `line` ends before its LF. RFC 9112 §2.2: that alone may end the lines of a head, not those around chunks (§7.1). */
function takeLine(response: Response, line: string, listener: ResponseListener): void {
  const content = line.endsWith('\r') ? line.slice(0, -1) : line
  const { stage, fields } = response
  if (stage === 'status') takeStatusLine(response, content)
  else if (stage === 'trailers') takeTrailer(response, content)
  else if (stage === 'fields' && content === '') takeHead(response, listener)
  else if (stage === 'fields') takeFieldLine(fields, content)
  else if (stage === 'chunk-head') takeChunkHead(response, content, content !== line)
  else if (line === '\r') response.stage = 'chunk-head'
  else throw noLineEnd('after the data of a chunk', line)
}

function takeStatusLine(response: Response, line: string): void {
  response.statusLine = readStatusLine(line)
  response.fields = []
  response.stage = 'fields'
}

function takeHead(response: Response, listener: ResponseListener): void {
  const { fields, head } = response
  const { status, version } = response.statusLine
  if (status === 101) return takeUpgrade(response, listener)
  response.size = 0
  const framing = findFramingFields(fields)
  response.persists &&= persists(version, framing)
  // RFC 9110 §15.2: interim responses, which have no body, precede the final one.
  if (status >= 100 && status < 200) {
    response.stage = 'status'
    return
  }
  const body = frameBody(status, framing, head)
  response.persists &&= body !== 'until-end'
  response.stage = body === 'chunked' ? 'chunk-head' : body === 'until-end' ? body : body === 0 ? 'complete' : 'sized'
  response.remaining = typeof body === 'number' ? body : 0
  listener.onHead(status, fields)
}

/** RFC 9110 §15.2.2: not without having been asked for. The connection speaks another protocol right after the head (§7.8). */
function takeUpgrade(response: Response, listener: ResponseListener): void {
  if (!response.upgrade)
    throw new Malformed('HPE_UNASKED_UPGRADE', 'no upgrade, because none was requested', 'status 101')
  response.persists = false
  response.stage = 'complete'
  listener.onHead(101, response.fields)
}

function takeChunkHead(response: Response, line: string, ended: boolean): void {
  response.remaining = readChunkHead(line)
  if (!ended) throw noLineEnd('after the size of a chunk', line)
  response.size = 0
  response.stage = response.remaining === 0 ? 'trailers' : 'chunk'
  if (response.remaining === 0) response.fields = []
}

/** RFC 9112 §7.1.2. They are read, and nothing is made of them. */
function takeTrailer(response: Response, line: string): void {
  if (line === '') response.stage = 'complete'
  else takeFieldLine(response.fields, line)
}

function noLineEnd(where: string, line: string): Malformed {
  return new Malformed('HPE_CR_EXPECTED', `CR and LF ${where}`, line)
}

function overflow(stage: Response['stage'], most: number, line: string): Malformed {
  return stage === 'chunk-head'
    ? new Malformed('HPE_CHUNK_EXTENSIONS_OVERFLOW', `at most ${most} bytes before a chunk`, line)
    : new Malformed('HPE_HEADER_OVERFLOW', `at most ${most} bytes of header fields`, line)
}
