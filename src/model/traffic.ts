/** One request of a mix. */
export interface RequestSpec {
  method: string
  path: string
  headers: Record<string, string>
  body?: string
  /** How `body` stands for bytes; absent: as UTF-8. */
  encoding?: 'base64'
  /** Share of this request in the mix, relative to the others' weights. */
  weight: number
  expect: ExpectSpec
}

/** The bytes of a request's body. */
export function encodeBody({ body = '', encoding }: Pick<RequestSpec, 'body' | 'encoding'>): Buffer {
  return Buffer.from(body, encoding ?? 'utf8')
}

/** An entry of a recording that is not replayed. */
export interface SkippedRequest {
  /** Its place in the recording, from 1. */
  entry: number
  /** Its method and its url. */
  what: string
  /** A clause. */
  why: string
}

export interface ExpectSpec {
  /** Inclusive ranges of expected statuses; by default everything but 5xx is expected: 100..499. */
  status: { from: number; to: number }[]
  body?: { equals: string } | { contains: string } | { matches: string }
}

/** Whether what the RFCs let a client send again is sent again. */
export const CLIENTS = ['strict', 'retrying'] as const
export type Clients = (typeof CLIENTS)[number]

/** One traffic as all modules know it; what else a kind has of its own is in traffic/kinds/<kind>/options.ts. */
export interface TrafficSpec {
  /** The key that it has in a scenario. */
  kind: string
  /** Unique within the scenario; by default the kind. */
  name: string
  requests: RequestSpec[]
  /** What a recording has besides, and is not sent. */
  skipped?: { file: string; requests: SkippedRequest[] }
  /** From due to complete, milliseconds. */
  timeoutMs: number
  /** Instead of the scenario's own, see SlaSpec. */
  clients?: Clients
  /** How many are open at a time; absent where each request has one of its own, on a schedule. */
  connections?: number
  /** Requests that start per second, whatever becomes of the earlier ones. */
  rate?: number
  /** Source addresses to use in turn; empty: chosen by the target's address. */
  sources?: string[]
}

/** What a kind of traffic is. All that the program does with some kinds and not with others goes by this, and by no kind's name. */
export interface TrafficTraits {
  /** Which thread sends it: sustained load has one of its own, so that nothing slows the probes. */
  thread: 'load' | 'probes'
  /** Each request is on a new connection: shows whether those who connect are turned away. */
  opensConnections?: true
  /** Each request is on a new connection to the target's own url, so the pauses between answers show how long no client got through. */
  marksOutages?: true
  /** Each connection is a lifeline: shows whether connections are kept. */
  holdsConnections?: true
  /** Several requests at a time on a connection: one may be older than the connection that answers it. */
  multiplexes?: true
  /** The server says which requests it has not taken up when it ends a connection (RFC 9113 §6.8). */
  tellsUnprocessed?: true
  /** Takes long because it is meant to: until it is answered, or because much is sent slowly. */
  slow?: 'answer' | 'transfer'
  /** Without a rate, as many requests as the target answers. */
  closedLoop?: true
  /** Makes TLS handshakes for their own sake, wherever the url leads, and reports them. */
  handshakes?: true
  /** A package that is not installed with hitless. */
  needs?: OptionalPackage
}

/** Traits by the name of a kind. */
export type TraitsOf = (kind: string) => TrafficTraits

export interface OptionalPackage {
  /** What people call what it is for. */
  title: string
  package: string
  /** Of the only major version that will do. */
  oldest: { major: number; minor: number }
}
