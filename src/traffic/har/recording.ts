import { z } from 'zod'

const headers = z.array(z.object({ name: z.string(), value: z.string().default('') }))

/** A part of a form. Of a file most browsers record the name and not the content. */
const param = z.object({
  name: z.string(),
  value: z.string().optional(),
  fileName: z.string().optional(),
  contentType: z.string().optional(),
})
export type HarParam = z.output<typeof param>

const request = z.object({
  method: z.string(),
  url: z.string(),
  headers: headers.default([]),
  /** Of the body; -1, or 0, where the recorder did not know. */
  bodySize: z.number().optional(),
  postData: z
    .object({
      mimeType: z.string().default(''),
      text: z.string().optional(),
      /** Not of HAR 1.2: some proxies write it, as HAR has it of responses. */
      encoding: z.string().optional(),
      params: z.array(param).default([]),
    })
    .optional(),
})
export type HarRequest = z.output<typeof request>
export type HarHeaders = HarRequest['headers']

/** The part of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) that is replayed. What begins with `_` is Chromium's own. */
export const harSchema = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        request,
        response: z.object({ status: z.number().optional(), _error: z.string().nullish() }).optional(),
        _resourceType: z.string().nullish(),
        _fromCache: z.string().nullish(),
        _fetchedViaServiceWorker: z.boolean().nullish(),
      }),
    ),
  }),
})
export type HarEntry = z.output<typeof harSchema>['log']['entries'][number]

/** The value of the first header of this lower-case name. */
export function headerOf(all: HarHeaders, name: string): string | undefined {
  return all.find((header) => header.name.toLowerCase() === name)?.value
}
