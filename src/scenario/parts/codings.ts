import { type BuildContext, reportIssue } from '../../grammar/build-context.ts'
import type { GenerationSpec, RequestSpec, TrafficSpec } from '../../model/scenario.ts'
import { canDecode, listDecoders } from '../../net/content-coding.ts'

/** A body whose text is needed must not be asked for in a coding that nothing here decodes. */
export function checkCodings(traffic: readonly TrafficSpec[], generation: GenerationSpec, context: BuildContext): void {
  for (const { kind, requests } of traffic) {
    const wrong = requests.find((request) => isNeeded(request, generation) && asksInVain(request))
    if (wrong === undefined) continue
    reportIssue(context, ['traffic', kind], {
      expected: `an Accept-Encoding with a coding that this Node decodes: ${listDecoders().join(', ')}`,
      found: `found ${acceptEncoding(wrong)} alone in ${wrong.method} ${wrong.path}, whose body has to be read`,
      hint: 'leave Accept-Encoding away, or ask for gzip; Node 22.15 and later decode zstd too',
    })
  }
}

function isNeeded({ expect }: RequestSpec, generation: GenerationSpec): boolean {
  return expect.body !== undefined || generation.by === 'body'
}

function acceptEncoding({ headers }: RequestSpec): string {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'accept-encoding')?.[1] ?? ''
}

/** RFC 9110 §12.5.3. `*` and `identity` let the server choose what is no coding. */
function asksInVain(request: RequestSpec): boolean {
  const offered = acceptEncoding(request)
    .toLowerCase()
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '' && !/;\s*q=0(?:\.0*)?$/.test(element))
    .map((element) => element.split(';')[0]?.trim() ?? '')
  return offered.length > 0 && !offered.some((coding) => coding === '*' || canDecode(coding))
}
