import { decodeContent } from '../../../net/content-coding.ts'
import { describesItself, findMismatch, LINE_BYTES } from '../../transfer/content.ts'
import { type Body, compareBodies, hashBlocks } from './body-blocks.ts'
import type { Doubts } from './doubts.ts'

/** How many versions of one path are remembered: a server that invents a tag for each answer must not fill the memory. */
const MAX_VERSIONS = 8

/** Where a body comes from. Bodies of one path and version must be the same. */
export interface Resource {
  path: string
  /** What the server calls this version of it (ETag or Last-Modified); empty where it says nothing. */
  version: string
  /** Bodies of this version are the same to the byte, as a strong ETag says (RFC 9110 §8.8.1). */
  strong: boolean
  /** Its Content-Encoding. */
  coding?: string | undefined
}

/** Follows one body. */
export interface ContentCheck {
  take(chunk: Buffer): void
  /** The body is complete: what is wrong with it, in words. A good one is what later ones are compared with. */
  finish(): ReturnType<Doubts['judge']>
}

/** The bodies seen during a run, of one traffic. */
export function createContents(doubts: Doubts): (resource: Resource) => ContentCheck {
  const paths = new Map<string, Map<string, Body>>()

  function remember({ path, version }: Resource, body: Body): void {
    const versions = paths.get(path) ?? new Map<string, Body>()
    paths.set(path, versions.set(version, body))
    const [oldest] = versions.keys()
    if (versions.size > MAX_VERSIONS && oldest !== undefined) versions.delete(oldest)
  }

  return (resource) => {
    const { path, version, strong, coding } = resource
    const known = () => paths.get(path)?.get(version)
    const follow = followBody(() => known()?.describing === true)
    if (coding !== undefined) return decodeFirst(coding, { take: follow.take, finish })
    return { take: follow.take, finish }

    function finish() {
      const { fault, ...body } = follow.finish()
      const reference = known()
      if (fault !== undefined) return fault
      if (!strong && !body.describing && reference?.describing !== true) return doubts.judge(path, body)
      if (reference !== undefined) return compareBodies(reference, body, path)
      remember(resource, body)
      return undefined
    }
  }
}

/** A compressed body is kept up to here; a longer one is not compared. */
const CODED_BYTES = 4_194_304

/** Compares what a body says, and not how it was compressed. One that cannot be read here is not compared. */
function decodeFirst(coding: string, check: ContentCheck): ContentCheck {
  const parts: Buffer[] = []
  let length = 0
  return {
    take(chunk) {
      length += chunk.length
      if (length <= CODED_BYTES) parts.push(Buffer.from(chunk))
    },
    finish() {
      if (length > CODED_BYTES) return undefined
      const { bytes, fault } = decodeContent(Buffer.concat(parts), coding)
      if (bytes === undefined) return fault.outcome === 'local' ? undefined : fault.detail
      check.take(bytes)
      return check.finish()
    },
  }
}

interface BodyReader {
  take(chunk: Buffer): void
  finish(): Body & { fault?: string | undefined }
}

/** Checks a body that describes itself, and hashes any other. What it is shows in its first line. */
function followBody(mustDescribe: () => boolean): BodyReader {
  let start = Buffer.alloc(0)
  let reader: BodyReader | undefined

  function begin(): BodyReader {
    const begun = mustDescribe() || describesItself(start) ? checkPattern() : hashBlocks()
    begun.take(start)
    return begun
  }

  return {
    take(chunk) {
      if (reader !== undefined) return reader.take(chunk)
      start = Buffer.concat([start, chunk])
      if (start.length >= LINE_BYTES) reader = begin()
    },
    finish() {
      reader ??= begin()
      return reader.finish()
    },
  }
}

function checkPattern(): BodyReader {
  let length = 0
  let fault: string | undefined
  return {
    take(chunk) {
      fault ??= describeMismatch(length, chunk)
      length += chunk.length
    },
    finish: () => ({ length, describing: true, blocks: [], fault }),
  }
}

function describeMismatch(offset: number, chunk: Buffer): string | undefined {
  const mismatch = findMismatch(offset, chunk)
  if (mismatch === undefined) return undefined
  const { expected, found } = mismatch
  return `at byte ${mismatch.offset} of the body expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`
}
