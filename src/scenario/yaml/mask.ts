/**
 * In a flow map or list, YAML ends a plain scalar at `{` and `}`, so that `{ file: ${run}/nginx.pid }` would be no YAML.
 * Before parsing, the brackets of variables become characters of the private use area, one for one: positions stay.
 */
export function maskVariables(text: string): string {
  return text.replace(/\$\{([\w.-]*)\}/g, '\uF8F0\uF8F1$1\uF8F2')
}

export function unmaskVariables(text: string): string {
  return text.replace(/\uF8F0\uF8F1([\w.-]*)\uF8F2/g, '$${$1}')
}
