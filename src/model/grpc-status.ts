/** Status codes of gRPC; the index is the code. https://grpc.io/docs/guides/status-codes/ */
export const GRPC_STATUSES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const
export type GrpcStatus = (typeof GRPC_STATUSES)[number]

/** Whether the code of an attempt is a status of gRPC. */
export function isGrpcStatus(code: string | undefined): code is GrpcStatus {
  return GRPC_STATUSES.some((name) => name === code)
}

/** The name of a status code; one that is none of gRPC's counts as UNKNOWN, as its specification says. */
export function nameGrpcStatus(code: number): GrpcStatus {
  return GRPC_STATUSES[code] ?? 'UNKNOWN'
}
