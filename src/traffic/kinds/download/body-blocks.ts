import { createHash, type Hash } from 'node:crypto'

/** Bodies are compared in blocks of this length, so that memory holds their hashes and not them. */
export const BLOCK_BYTES = 65_536
/** What comes after this number of blocks (512 MiB) is compared as one. */
const MAX_BLOCKS = 8_192

/** What is kept of a complete body, to compare later ones with. */
export interface Body {
  length: number
  /** It describes itself, and all of its version must go on doing so. */
  describing: boolean
  /** Hashes; empty where it describes itself. */
  blocks: string[]
}

/** Hashes a body block by block. */
export function hashBlocks() {
  const blocks: string[] = []
  let length = 0
  let hash: Hash | undefined
  let filled = 0

  function endBlock(): void {
    if (hash !== undefined) blocks.push(hash.digest('base64url').slice(0, 22))
    hash = undefined
    filled = 0
  }

  return {
    take(chunk: Buffer): void {
      length += chunk.length
      for (let at = 0; at < chunk.length; ) {
        const room = blocks.length < MAX_BLOCKS ? BLOCK_BYTES - filled : Number.POSITIVE_INFINITY
        const piece = chunk.subarray(at, at + room)
        hash = (hash ?? createHash('sha256')).update(piece)
        filled += piece.length
        at += piece.length
        if (piece.length === room) endBlock()
      }
    },
    finish(): Body {
      endBlock()
      return { length, describing: false, blocks }
    },
  }
}

/** How a body differs from the first complete one of its version, in words; undefined where it does not. */
export function compareBodies(expected: Body, found: Body, path: string): string | undefined {
  const first = `the first complete download of this version of ${path}`
  // Of two that were begun at the same time the other may have been the first to end, and not describe itself.
  if (expected.describing !== found.describing)
    return `expected what ${first} had, and only one of them describes itself`
  const at = findOtherBlock(expected, found)
  if (at >= 0) {
    const from = at * BLOCK_BYTES
    const hashes = `expected their hash to be ${expected.blocks[at]}, found ${found.blocks[at]}`
    return `bytes ${from} to ${Math.min(from + BLOCK_BYTES, found.length) - 1} of the body differ from ${first}: ${hashes}`
  }
  if (expected.length === found.length) return undefined
  return `expected ${expected.length} bytes as in ${first}, found ${found.length}`
}

/** The index of the first block that differs; of bodies of two lengths only whole blocks are compared. */
function findOtherBlock(expected: Body, found: Body): number {
  const whole = Math.floor(Math.min(expected.length, found.length) / BLOCK_BYTES)
  const count = expected.length === found.length ? expected.blocks.length : Math.min(whole, MAX_BLOCKS)
  return expected.blocks.slice(0, count).findIndex((block, i) => block !== found.blocks[i])
}
