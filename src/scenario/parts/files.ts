import { isAbsolute, normalize } from 'node:path'
import { z } from 'zod'
import { type BuildContext, readNamedFile, reportIssue, resolvePath } from '../../grammar/build-context.ts'
import { catchError } from '../../grammar/catch-error.ts'
import type { Path } from '../../grammar/issue.ts'
import { scalar } from '../../grammar/scalar.ts'
import { nonEmptyText } from '../../grammar/words.ts'
import type { TargetSpec } from '../../model/scenario.ts'
import { ScenarioError } from '../errors/scenario-error.ts'
import { fillVariables, type Variables } from '../variables.ts'

export const filesSchema = z
  .record(z.string(), scalar(nonEmptyText('the path of a template'), "Path relative to the scenario's folder."), {
    error: () => 'a map of names in the run folder and paths of templates',
  })
  .meta({
    description:
      'Files written into the run folder before the launch: name there, and the template with variables to fill in.',
  })

/** Files are templates: what builds them knows the variables. */
export interface FilledContext extends BuildContext {
  variables: Variables
}

export function buildFiles(files: Record<string, string>, context: FilledContext): TargetSpec['files'] {
  return Object.entries(files).map(([to, from]) => {
    const path = ['target', 'files', to]
    checkName(to, context)
    const template = readNamedFile(context, from, path)
    if (template !== undefined) checkVariables(template, { file: resolvePath(context, from), path, context })
    return { to, from: resolvePath(context, from) }
  })
}

function checkName(to: string, context: BuildContext): void {
  if (to !== '' && !isAbsolute(to) && !normalize(to).startsWith('..')) return
  reportIssue(context, ['target', 'files', to], {
    expected: 'a name within the run folder, such as nginx.conf or conf/site.conf',
    found: `found ${JSON.stringify(to)}`,
  })
}

/** A template's variables are filled in at the launch; what is wrong with them is better known before. */
function checkVariables(template: string, at: { file: string; path: Path; context: FilledContext }): void {
  const filled = catchError(() => fillVariables(template, at.context.variables, at.file))
  if (!(filled instanceof ScenarioError)) return
  for (const { path: _, expected, found, hint, ...place } of filled.problems) {
    at.context.report({ path: at.path, at: 'value', expected, found, ...(hint === undefined ? {} : { hint }), place })
  }
}
