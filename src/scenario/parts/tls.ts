import { X509Certificate } from 'node:crypto'
import type { z } from 'zod'
import { type BuildContext, readNamedFile, reportIssue } from '../../grammar/build-context.ts'
import { catchError } from '../../grammar/catch-error.ts'
import { map } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { flag, nonEmptyText } from '../../grammar/words.ts'
import type { TlsSpec } from '../../model/scenario.ts'

export const tlsSchema = map(
  {
    ca: scalar(
      nonEmptyText('the path of a PEM file'),
      'PEM file with the authorities to trust instead of the built-in ones.',
    ).exactOptional(),
    servername: scalar(
      nonEmptyText('a host name'),
      "Name to ask for and to verify, instead of the url's host.",
    ).exactOptional(),
    insecure: scalar(flag([true, false]), 'true: certificates are not verified.').prefault('false'),
  },
  'How the certificate of an https target is verified.',
)

type Tls = z.output<typeof tlsSchema>

/** Reports what would have no effect: an http target without TLS traffic on another port either. */
export function checkTlsIsSpoken(
  tls: Tls,
  { url, otherwise }: { url: string; otherwise: boolean },
  context: BuildContext,
) {
  const used = tls.ca !== undefined || tls.servername !== undefined || tls.insecure
  if (used && !otherwise && !url.startsWith('https:')) reportUnused(url, context)
}

export function buildTls(tls: Tls, context: BuildContext): TlsSpec {
  const ca = tls.ca === undefined ? undefined : readAuthorities(tls.ca, context)
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(tls.servername === undefined ? {} : { servername: tls.servername }),
    insecure: tls.insecure,
  }
}

function reportUnused(url: string, context: BuildContext): void {
  reportIssue(context, ['target', 'tls'], { expected: 'no tls for an http url', found: `found tls beside ${url}` })
}

function readAuthorities(file: string, context: BuildContext): string | undefined {
  const path = ['target', 'tls', 'ca']
  const pem = readNamedFile(context, file, path)
  if (pem === undefined) return undefined
  const certificate = catchError(() => new X509Certificate(pem))
  if (!(certificate instanceof Error)) return pem
  const found = `${file} holds none (${certificate.message})`
  reportIssue(context, path, { expected: 'a file with a certificate in PEM', found })
  return undefined
}
