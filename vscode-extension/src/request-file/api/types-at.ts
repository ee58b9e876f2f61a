import type { ApiProperty, ApiTable, ApiType } from './api-table.ts'
import type { Step } from './place-in-body.ts'

/** All that a type can be, its alternatives taken apart. */
export const alternatives = (table: ApiTable, type: number): ApiType[] => {
  const seen = new Set<number>()
  const found: ApiType[] = []
  const walk = (at: number): void => {
    if (seen.has(at)) return
    seen.add(at)
    const one = table.types[at]
    if (one?.kind === 'either') one.of.forEach(walk)
    else if (one !== undefined) found.push(one)
  }
  walk(type)
  return found
}

/**
 * Leaves out the objects that what is written already excludes: of the kinds of fields, `"type": "keyword"` is one. All
 * stay when nothing fits.
 */
export const fitting = (
  table: ApiTable,
  types: readonly ApiType[],
  membersOf: () => ReadonlyMap<string, string>,
): ApiType[] => {
  // Read only where there is a choice: an object inside an object would else be read once for each around it.
  if (types.filter(({ kind }) => kind === 'object').length < 2) return [...types]
  const members = membersOf()
  const fits = (type: ApiType): boolean =>
    type.kind !== 'object' ||
    [...members].every(([name, written]) => {
      const property = type.properties[name]
      if (property === undefined || written === '') return true
      const [only, ...others] = alternatives(table, property.type)
      return (
        only?.kind !== 'values' || others.length > 0 || only.open === true || only.values.includes(written)
      )
    })
  const left = types.filter(fits)
  return left.length > 0 ? left : [...types]
}

/** What can stand under a name or at a position of these. */
export const childrenOf = (
  table: ApiTable,
  types: readonly ApiType[],
  at: string | number,
): { types: ApiType[]; property: ApiProperty | undefined } => {
  let property: ApiProperty | undefined
  const positions = types.flatMap((type) => {
    if (type.kind === 'list') return typeof at === 'number' ? [type.of] : []
    if (typeof at === 'number') return []
    if (type.kind === 'map') return [type.of]
    if (type.kind !== 'object') return []
    const own = Object.hasOwn(type.properties, at) ? type.properties[at] : undefined
    property ??= own
    const position = own?.type ?? type.rest
    return position === undefined ? [] : [position]
  })
  return { types: [...new Set(positions.flatMap((position) => alternatives(table, position)))], property }
}

/**
 * What the innermost of these objects and lists can be, from the type of the body on. `membersOf` says what is written
 * in one of them.
 */
export const typesAt = (
  table: ApiTable,
  root: number,
  { steps, membersOf }: { steps: readonly Step[]; membersOf: (step: Step) => ReadonlyMap<string, string> },
): ApiType[] =>
  steps.reduce<ApiType[]>(
    (types, step) => {
      const here = step.at === undefined ? types : childrenOf(table, types, step.at).types
      const wanted = here.filter(({ kind }) =>
        step.kind === '{' ? kind === 'object' || kind === 'map' : kind === 'list',
      )
      return fitting(table, wanted, () => membersOf(step))
    },
    alternatives(table, root),
  )
