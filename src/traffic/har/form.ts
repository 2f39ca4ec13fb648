import { randomBytes } from 'node:crypto'
import type { HarParam } from './recording.ts'

/** RFC 2046 §5.1.1: the delimiter of the parts of a multipart body. */
export function boundaryOf(contentType: string): string | undefined {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? []
  return quoted ?? plain
}

export function chooseBoundary(): string {
  return `----hitless${randomBytes(12).toString('hex')}`
}

/** A form as a multipart body (RFC 7578 §4), as browsers write it. */
export function composeMultipart(params: readonly HarParam[], boundary: string): string {
  return `${params.map((param) => `--${boundary}\r\n${composePart(param)}`).join('')}--${boundary}--\r\n`
}

function composePart({ name, value = '', fileName, contentType }: HarParam): string {
  const file = fileName === undefined ? '' : `; filename="${quote(fileName)}"`
  const type = contentType ?? (fileName === undefined ? undefined : 'application/octet-stream')
  const typeLine = type === undefined ? '' : `Content-Type: ${type}\r\n`
  return `Content-Disposition: form-data; name="${quote(name)}"${file}\r\n${typeLine}\r\n${value}\r\n`
}

/** How browsers write names (HTML, "multipart/form-data encoding algorithm"). */
function quote(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
}

export function composeUrlEncoded(params: readonly HarParam[]): string {
  return new URLSearchParams(params.map(({ name, value = '' }): [string, string] => [name, value])).toString()
}

/** HTML, "text/plain encoding algorithm". */
export function composePlain(params: readonly HarParam[]): string {
  return params.map(({ name, value = '' }) => `${name}=${value}\r\n`).join('')
}
