/** What comes instead of the head of a download: until then it is a request like any other. */
export const BEFORE_HEAD = ['fin', 'rst', '503', 'silence'] as const
const IN_BODY = ['fin-in-body', 'rst-in-body', 'silence-in-body', 'wrong-byte', 'short-body'] as const
export type DownloadFault = (typeof BEFORE_HEAD)[number] | (typeof IN_BODY)[number]
export const DOWNLOAD_FAULTS: readonly DownloadFault[] = [...BEFORE_HEAD, ...IN_BODY]

/** What the server does when an eighth of an upload has come. */
export const EARLY = ['fin-in-upload', 'rst-in-upload', '503-in-upload', '200-in-upload'] as const
/** And when all of it has. */
const LATE = ['fin', '503', 'wrong-count', 'silence'] as const
export type UploadFault = (typeof EARLY)[number] | (typeof LATE)[number]
export const UPLOAD_FAULTS: readonly UploadFault[] = [...EARLY, ...LATE]
