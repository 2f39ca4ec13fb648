import { isAbsolute, normalize } from 'node:path'
import { z } from 'zod'
import type { TargetSpec } from '../../model/scenario.ts'
import { type BuildContext, readNamedFile, reportValue, resolvePath } from '../context.ts'
import { scalar } from '../grammar/scalar.ts'
import { words } from '../grammar/words.ts'

export const filesSchema = z
  .record(z.string(), scalar(words('the path of a template'), "Path relative to the scenario's folder."), {
    error: () => 'a map of names in the run folder and paths of templates',
  })
  .meta({
    description:
      'Files written into the run folder before the launch: name there, and the template with variables to fill in.',
  })

export function buildFiles(files: Record<string, string>, context: BuildContext): TargetSpec['files'] {
  return Object.entries(files).map(([to, from]) => {
    checkName(to, context)
    readNamedFile(context, from, ['target', 'files', to])
    return { to, from: resolvePath(context, from) }
  })
}

function checkName(to: string, context: BuildContext): void {
  if (to !== '' && !isAbsolute(to) && !normalize(to).startsWith('..')) return
  reportValue(context, ['target', 'files', to], {
    expected: 'a name within the run folder, such as nginx.conf or conf/site.conf',
    found: `found ${JSON.stringify(to)}`,
  })
}
