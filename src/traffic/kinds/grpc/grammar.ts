import { list, unionOf } from '../../../grammar/map.ts'
import { type Grammar, patternOrVariable, scalar } from '../../../grammar/scalar.ts'
import { choice } from '../../../grammar/words.ts'
import { GRPC_STATUSES, type GrpcStatus } from '../../../model/grpc-status.ts'

/** The full name of a method, as it stands in the path of a call without its first slash. */
export const grpcMethod: Grammar<string> = {
  expected: 'a method such as grpc.health.v1.Health/Check',
  json: { type: 'string', pattern: patternOrVariable(String.raw`[\w.]+/\w+`) },
  read(text) {
    if (/^[\w.]+\/\w+$/.test(text)) return { value: text }
    const bare = text.replace(/^\//, '').replace(/^([\w.]+)\.(\w+)$/, '$1/$2')
    return /^[\w.]+\/\w+$/.test(bare) ? { hint: `did you mean ${bare}?` } : {}
  },
}

/** Bytes in base64 (RFC 4648 §4), with or without its padding. */
export const base64: Grammar<string> = {
  expected: 'bytes in base64 such as CgVoZWxsbw==',
  json: { type: 'string', pattern: patternOrVariable('[A-Za-z0-9+/]*={0,2}') },
  read(text) {
    const bytes = Buffer.from(text, 'base64').toString('base64')
    return bytes.replace(/=*$/, '') === text.replace(/=*$/, '') ? { value: bytes } : {}
  },
}

/** Names of metadata, except those that gRPC itself writes: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
export const metadataName: Grammar<string> = {
  expected: 'the name of metadata in lower-case letters such as authorization',
  json: { pattern: '^[0-9a-z_.-]+$' },
  read(text) {
    if (/^grpc-|^(te|content-type|user-agent)$/.test(text)) return { hint: 'grpc-js writes this one itself' }
    if (/^[0-9a-z_.-]+$/.test(text)) return { value: text }
    return /^[0-9a-z_.-]+$/i.test(text) ? { hint: `did you mean ${text.toLowerCase()}?` } : {}
  },
}

/** One line of ASCII; of metadata whose name ends with -bin, base64. */
export const metadataValue: Grammar<string> = {
  expected: 'the value of metadata: one line of ASCII, or base64 where the name ends with -bin',
  json: { type: ['string', 'number', 'boolean'] },
  // The value is not repeated: it may be a secret.
  read: (text) =>
    /^[ -~]*$/.test(text) ? { value: text } : { found: 'found a character beyond ASCII, or a line break' },
}

const EXPECTED = 'a status such as OK or NOT_FOUND, or a list of these'

/** One status of gRPC by its name, or a list of them. */
export function grpcStatuses(description: string) {
  const one = scalar<GrpcStatus>({ ...choice(GRPC_STATUSES), expected: EXPECTED }, description)
  const several = list(one, EXPECTED).min(1, { error: () => EXPECTED })
  return unionOf([one.transform((status) => [status]), several], EXPECTED)
}
