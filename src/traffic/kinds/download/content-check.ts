import { createHash, type Hash } from 'node:crypto'
import { describesItself, findMismatch, LINE_BYTES } from '../../transfer/content.ts'

/** Bodies are compared in blocks of this length, so that memory holds their hashes and not them. */
export const BLOCK_BYTES = 65_536
/** What comes after so many blocks (512 MiB) is compared as one. */
const MAX_BLOCKS = 8_192
/** Of one path so many versions are remembered: a server that invents a tag for each answer must not fill the memory. */
const MAX_VERSIONS = 8

/** Where a body comes from. Bodies of one path and version must be the same. */
export interface Resource {
  path: string
  /** What the server calls this version of it (ETag or Last-Modified); empty where it says nothing. */
  version: string
}

/** Follows one body. */
export interface ContentCheck {
  take(chunk: Buffer): void
  /** The body is complete: what is wrong with it, in words. A good one is what later ones are held against. */
  finish(): string | undefined
}

interface Reference {
  length: number
  /** It describes itself, and all of its version must go on doing so. */
  describing: boolean
  /** Empty where it describes itself. */
  blocks: string[]
}

/** The bodies seen during a run, of one traffic. */
export function createContents(): (resource: Resource) => ContentCheck {
  const paths = new Map<string, Map<string, Reference>>()

  function remember({ path, version }: Resource, body: Reference): void {
    const versions = paths.get(path) ?? new Map<string, Reference>()
    paths.set(path, versions.set(version, body))
    const [oldest] = versions.keys()
    if (versions.size > MAX_VERSIONS && oldest !== undefined) versions.delete(oldest)
  }

  return (resource) => {
    const { path, version } = resource
    const known = () => paths.get(path)?.get(version)
    const follow = followBody(() => known()?.describing === true)
    return {
      take: follow.take,
      finish() {
        const { fault, ...body } = follow.finish()
        const reference = known()
        if (fault !== undefined) return fault
        if (reference !== undefined) return compare(reference, body, path)
        remember(resource, body)
        return undefined
      },
    }
  }
}

/** Checks a body that describes itself, and hashes any other. What it is shows in its first line. */
function followBody(mustDescribe: () => boolean) {
  let start: Buffer | undefined = Buffer.alloc(0)
  let describing = false
  let fault: string | undefined
  let length = 0
  const hashing = hashBlocks()

  function decide(): void {
    if (start === undefined) return
    const held = start
    start = undefined
    describing = mustDescribe() || describesItself(held)
    read(held)
  }

  function read(chunk: Buffer): void {
    if (!describing) hashing.take(chunk)
    else if (fault === undefined) fault = describeMismatch(length, chunk)
    length += chunk.length
  }

  return {
    take(chunk: Buffer): void {
      if (start === undefined) return read(chunk)
      start = Buffer.concat([start, chunk])
      if (start.length >= LINE_BYTES) decide()
    },
    finish() {
      decide()
      return { length, blocks: describing ? [] : hashing.finish(), fault, describing }
    },
  }
}

function describeMismatch(offset: number, chunk: Buffer): string | undefined {
  const mismatch = findMismatch(offset, chunk)
  if (mismatch === undefined) return undefined
  const { expected, found } = mismatch
  return `at byte ${mismatch.offset} of the body expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`
}

function hashBlocks() {
  const blocks: string[] = []
  let hash: Hash | undefined
  let filled = 0

  function end(): void {
    if (hash !== undefined) blocks.push(hash.digest('base64url').slice(0, 22))
    hash = undefined
    filled = 0
  }

  return {
    take(chunk: Buffer): void {
      for (let at = 0; at < chunk.length; ) {
        const room = blocks.length < MAX_BLOCKS ? BLOCK_BYTES - filled : Number.POSITIVE_INFINITY
        const piece = chunk.subarray(at, at + room)
        hash = (hash ?? createHash('sha256')).update(piece)
        filled += piece.length
        at += piece.length
        if (piece.length === room) end()
      }
    },
    finish(): string[] {
      end()
      return blocks
    },
  }
}

function compare(expected: Reference, found: Reference, path: string): string | undefined {
  const first = `the first complete download of this version of ${path}`
  const same = expected.length === found.length
  const whole = Math.floor(Math.min(expected.length, found.length) / BLOCK_BYTES)
  const count = same ? expected.blocks.length : Math.min(whole, MAX_BLOCKS)
  // Of two that were begun at the same time the other may have been the first to end, and not describe itself.
  if (expected.describing !== found.describing)
    return `expected what ${first} had, and only one of them describes itself`
  const at = expected.blocks.slice(0, count).findIndex((block, i) => block !== found.blocks[i])
  if (at >= 0) {
    const from = at * BLOCK_BYTES
    const hashes = `expected their hash to be ${expected.blocks[at]}, found ${found.blocks[at]}`
    return `bytes ${from} to ${Math.min(from + BLOCK_BYTES, found.length) - 1} of the body differ from ${first}: ${hashes}`
  }
  return same ? undefined : `expected ${expected.length} bytes as in ${first}, found ${found.length}`
}
