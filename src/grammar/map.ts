import { z } from 'zod'

/** A map with these keys and no others. */
export function map<Shape extends z.ZodRawShape>(shape: Shape, description: string) {
  const keys = Object.keys(shape).join(', ')
  return z
    .strictObject(shape, {
      // errors/issues.ts reads the valid keys of an unknown one from here.
      error: (issue) => (issue.code === 'unrecognized_keys' ? keys : `a map with keys from ${keys}`),
    })
    .meta({ description })
}

/** A map in which exactly one of the named keys must stand: it says what kind of thing the map is. */
export function oneOf<Shape extends z.ZodRawShape>(shape: Shape, kinds: (keyof Shape & string)[], description: string) {
  const expected = `exactly one of ${kinds.join(', ')}`
  return map(shape, description)
    .superRefine((value, context) => {
      const given = kinds.filter((kind) => kind in value)
      if (given.length === 1 || hasUnknownKey(context.issues)) return
      const found = given.length === 0 ? 'found none of them' : `found ${given.join(' and ')}`
      context.addIssue({ code: 'custom', message: expected, params: { found } })
    })
    .meta({ description, oneOf: kinds.map((kind) => ({ required: [kind] })) })
}

/** A map in which at least one of its keys must stand. */
export function someOf<Shape extends z.ZodRawShape>(shape: Shape, expected: string, description: string) {
  return map(shape, description)
    .superRefine((value, context) => {
      if (Object.keys(value).length > 0 || hasUnknownKey(context.issues)) return
      context.addIssue({ code: 'custom', message: expected })
    })
    .meta({ description, minProperties: 1 })
}

/** An unknown key is reported already, and is most likely the misspelt one. */
function hasUnknownKey(issues: readonly { code?: string | undefined }[]): boolean {
  return issues.some((issue) => issue.code === 'unrecognized_keys')
}

export function list<Item extends z.ZodType>(item: Item, expected: string) {
  return z.array(item, { error: () => expected })
}

/** Several forms of one thing, distinguished by whether a scalar, a list or a map was written. */
export function unionOf<const Branches extends readonly [z.ZodType, z.ZodType, ...z.ZodType[]]>(
  branches: Branches,
  expected: string,
) {
  return z.union(branches, { error: () => expected })
}
