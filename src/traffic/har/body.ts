import { boundaryOf, chooseBoundary, composeMultipart, composePlain, composeUrlEncoded } from './form.ts'
import { type HarRequest, headerOf } from './recording.ts'

/** What is sent for a recorded body, or why that is not known. */
export type HarBody =
  | { body?: string; encoding?: 'base64'; contentType?: string; missing?: never }
  | { missing: string; body?: never }

/** The body that a recording says was sent. A body of which a part is missing would be another request. */
export function readBody(request: HarRequest): HarBody {
  const { postData } = request
  const text = postData?.text ?? ''
  if (postData !== undefined && text !== '') return readText(request, text, postData.encoding)
  if (postData !== undefined && postData.params.length > 0) return readForm(request, postData)
  const length = recordedLength(request)
  if (length !== undefined && length > 0) return { missing: `its body of ${length} bytes is not in the recording` }
  return postData?.text === undefined ? {} : { body: '' }
}

type PostData = NonNullable<HarRequest['postData']>

function readText(request: HarRequest, text: string, encoding: string | undefined): HarBody {
  if (encoding?.toLowerCase() === 'base64') {
    return /^[\w+/\s-]*={0,2}\s*$/.test(text)
      ? { body: Buffer.from(text, 'base64').toString('base64'), encoding: 'base64' }
      : { missing: 'its body says that it is in base64, and is not' }
  }
  if (encoding !== undefined && encoding !== '' && !/^utf-?8$/i.test(encoding))
    return { missing: `its body is recorded in the unknown encoding ${encoding}` }
  const coding = headerOf(request.headers, 'content-encoding') ?? 'identity'
  if (coding.toLowerCase() !== 'identity')
    return { missing: `its body was compressed (${coding}), and is recorded as text` }
  return compareLength(text, recordedLength(request))
}

/** Recorders that know nothing but text give bytes as characters, or as U+FFFD, and cut what is long; the length tells. */
function compareLength(text: string, length: number | undefined): HarBody {
  const found = Buffer.byteLength(text)
  if (length === undefined || length === found) return { body: text }
  if (length === text.length && isLatin1(text))
    return { body: Buffer.from(text, 'latin1').toString('base64'), encoding: 'base64' }
  return { missing: `its body had ${length} bytes, and the recorded text has ${found}` }
}

function isLatin1(text: string): boolean {
  return /^[\0-\xff]*$/.test(text)
}

/** Undefined where the recorder did not know: it writes -1 then, or 0. */
function recordedLength({ bodySize = -1, headers }: HarRequest): number | undefined {
  const announced = Number(headerOf(headers, 'content-length') ?? Number.NaN)
  if (Number.isSafeInteger(announced)) return announced
  return bodySize > 0 ? bodySize : undefined
}

function readForm(request: HarRequest, { mimeType, params }: PostData): HarBody {
  const lost = params.find(({ fileName = '', value = '' }) => fileName !== '' && value === '')
  if (lost !== undefined) return { missing: `the content of its file ${lost.fileName} is not in the recording` }
  const contentType = headerOf(request.headers, 'content-type') ?? mimeType
  if (/^text\/plain\b/i.test(contentType)) return { body: composePlain(params) }
  if (!/^multipart\/form-data\b/i.test(contentType)) return { body: composeUrlEncoded(params) }
  const boundary = boundaryOf(contentType) ?? boundaryOf(mimeType)
  const chosen = boundary ?? chooseBoundary()
  return {
    body: composeMultipart(params, chosen),
    ...(boundaryOf(contentType) === undefined && { contentType: `multipart/form-data; boundary=${chosen}` }),
  }
}
