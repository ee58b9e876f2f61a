// Distils Elastic's specification of the API (10 MB) into what the editor needs of it: dist/elasticsearch-api.json.
// usage: node scripts/run.mjs vscode-extension/scripts/distil-api.ts
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type {
  Interface,
  Model,
  Property,
  Request,
  TypeDefinition,
  TypeName,
  ValueOf,
} from '@elastic/request-converter/dist/metamodel.js'
import type {
  ApiEndpoint,
  ApiProperties,
  ApiProperty,
  ApiTable,
  ApiType,
} from '../src/request-file/api/api-table.ts'

const target = join(import.meta.dirname, '../dist/elasticsearch-api.json')
const docs = 'https://www.elastic.co/docs/api/doc/elasticsearch/operation/'

/** Of these the editor can say which there are. */
const namesOf = new Set([
  'IndexName',
  'Indices',
  'IndexPattern',
  'IndexAlias',
  'DataStreamName',
  'Field',
  'Fields',
])
const builtin: Readonly<Record<string, ApiType['kind']>> = {
  string: 'text',
  boolean: 'boolean',
  number: 'number',
  null: 'null',
}
/** Parameters that every request has, or every one that answers with a table. */
const common = new Set(['CommonQueryParameters', 'CommonCatQueryParameters'])

type Bindings = ReadonlyMap<string, ValueOf>

const keyOf = ({ namespace, name }: TypeName): string => `${namespace}:${name}`

/** The first paragraph, as one line, cut at a sentence when it is long. */
const shorten = (text: string | undefined): string => {
  const [paragraph = ''] = (text ?? '').trim().split(/\n\s*\n/)
  const line = paragraph.replaceAll(/\s+/g, ' ').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
  if (line.length <= 240) return line
  const end = line.slice(0, 240).lastIndexOf('. ')
  return end > 60 ? line.slice(0, end + 1) : `${line.slice(0, 239)}…`
}

/** `8.6.0: use the other one.`, or `8.6.0.` */
const since = ({ version, description }: { version: string; description: string }): string =>
  [version, shorten(description)].filter((one) => one !== '').join(': ')

/** Types that requests reach, each once: equal ones share a position. */
class Types {
  readonly list: ApiType[] = []
  readonly #definitions: ReadonlyMap<string, TypeDefinition>
  readonly #known = new Map<string, number>()

  constructor(definitions: readonly TypeDefinition[]) {
    this.#definitions = new Map(definitions.map((type) => [keyOf(type.name), type]))
  }

  find(name: TypeName): TypeDefinition | undefined {
    return this.#definitions.get(keyOf(name))
  }

  /** The position of a type; one that contains itself is found again before it is finished. */
  #intern(key: string, make: () => ApiType): number {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const at = this.list.push({ kind: 'any' }) - 1
    this.#known.set(key, at)
    this.list[at] = make()
    return at
  }

  #plain(type: ApiType): number {
    return this.#intern(JSON.stringify(type), () => type)
  }

  of(value: ValueOf, bindings: Bindings = new Map()): number {
    switch (value.kind) {
      case 'array_of':
        return this.#plain({ kind: 'list', of: this.of(value.value, bindings) })
      case 'dictionary_of':
        return this.#plain({
          kind: 'map',
          of: this.of(value.value, bindings),
          ...(isField(value.key) ? { fields: true as const } : {}),
        })
      case 'literal_value':
        return typeof value.value === 'boolean'
          ? this.#plain({ kind: 'boolean' })
          : this.#plain({ kind: 'values', values: [String(value.value)] })
      case 'user_defined_value':
        return this.#plain({ kind: 'any' })
      case 'union_of': {
        const of = [...new Set(value.items.map((item) => this.of(item, bindings)))]
        const [only] = of
        return of.length === 1 && only !== undefined ? only : this.#plain({ kind: 'either', of })
      }
      case 'instance_of':
        return this.#named(value.type, value.generics ?? [], bindings)
    }
  }

  #named(name: TypeName, generics: readonly ValueOf[], bindings: Bindings): number {
    const bound = bindings.get(keyOf(name))
    if (bound !== undefined) return this.of(bound)
    const kind = builtin[name.name]
    if (name.namespace === '_builtins') {
      if (kind === 'text' || kind === 'boolean' || kind === 'number' || kind === 'null')
        return this.#plain({ kind })
      return this.#plain({ kind: name.name === 'binary' ? 'text' : 'any' })
    }
    const type = this.find(name)
    // What the specification leaves open, such as documents.
    if (type === undefined || type.kind === 'request' || type.kind === 'response')
      return this.#plain({ kind: 'any' })
    if (namesOf.has(name.name)) return this.#plain({ kind: 'text', names: name.name })
    if (type.kind === 'enum') {
      const values = type.members.map((member) => member.name)
      return this.#plain({ kind: 'values', values, ...(type.isOpen === true ? { open: true } : {}) })
    }
    const given = generics.map((generic) => bind(generic, bindings))
    const inner = new Map((type.generics ?? []).map((one, at) => [keyOf(one), given[at] ?? userDefined]))
    const key = `${keyOf(name)}<${JSON.stringify(given)}>`
    if (type.kind === 'type_alias') {
      if (type.type.kind === 'instance_of' && type.type.type.namespace === '_builtins')
        return this.of(type.type)
      return this.#intern(key, () => ({ kind: 'either', of: [this.of(type.type, inner)] }))
    }
    return this.#intern(key, () => this.#object(type, inner))
  }

  #object(type: Interface, bindings: Bindings): ApiType {
    const object = {
      kind: 'object' as const,
      properties: this.#inherited(type, bindings),
      ...this.#rest(type, bindings),
    }
    const short = type.properties.find(({ name }) => name === type.shortcutProperty)
    if (short === undefined) return object
    return { kind: 'either', of: [this.list.push(object) - 1, this.of(short.type, bindings)] }
  }

  #inherited(type: Interface | Request, bindings: Bindings): ApiProperties {
    const own = type.kind === 'interface' ? type.properties : []
    const parent = type.inherits && this.find(type.inherits.type)
    if (parent?.kind !== 'interface') return this.properties(own, bindings)
    const given = (type.inherits?.generics ?? []).map((generic) => bind(generic, bindings))
    const inner = new Map((parent.generics ?? []).map((one, at) => [keyOf(one), given[at] ?? userDefined]))
    return { ...this.#inherited(parent, inner), ...this.properties(own, bindings) }
  }

  /** What names hold that the specification can't list, such as names of fields. */
  #rest(type: Interface, bindings: Bindings): { rest?: number; fields?: true } {
    const behaviour = type.behaviors?.find(({ type: { name } }) => name.startsWith('AdditionalPropert'))
    if (behaviour !== undefined) {
      const [key, value] = behaviour.generics ?? []
      const fields = key !== undefined && isField(key) ? { fields: true as const } : {}
      return { rest: this.of(value ?? userDefined, bindings), ...fields }
    }
    const parent = type.inherits && this.find(type.inherits.type)
    return parent?.kind === 'interface' ? this.#rest(parent, bindings) : {}
  }

  properties(properties: readonly Property[], bindings: Bindings = new Map()): ApiProperties {
    return Object.fromEntries(
      properties.flatMap((property) => {
        const { description, required, serverDefault, deprecation } = property
        const text = shorten(description)
        const shown: ApiProperty = {
          type: this.of(property.type, bindings),
          ...(text === '' ? {} : { text }),
          ...(required ? { required: true } : {}),
          ...(serverDefault === undefined ? {} : { default: JSON.stringify(serverDefault) }),
          ...(deprecation === undefined ? {} : { deprecated: since(deprecation) }),
        }
        return [property.name, ...(property.aliases ?? [])].map((name): [string, ApiProperty] => [
          name,
          shown,
        ])
      }),
    )
  }

  body(request: Request): Pick<ApiEndpoint, 'body' | 'whole'> {
    const { body } = request
    if (body.kind === 'value') return { body: this.of(body.value), whole: body.codegenName ?? 'body' }
    if (body.kind === 'no_body') return {}
    const properties = { ...this.#inherited(request, new Map()), ...this.properties(body.properties) }
    return { body: this.#plain({ kind: 'object', properties }) }
  }
}

/** Whether names of this kind are those of fields. */
const isField = (key: ValueOf): boolean => key.kind === 'instance_of' && key.type.name === 'Field'

const userDefined: ValueOf = { kind: 'user_defined_value' }

/** A type with the parameters of where it stands put in. */
const bind = (value: ValueOf, bindings: Bindings): ValueOf => {
  switch (value.kind) {
    case 'array_of':
      return { kind: 'array_of', value: bind(value.value, bindings) }
    case 'union_of':
      return { kind: 'union_of', items: value.items.map((item) => bind(item, bindings)) }
    case 'dictionary_of': {
      const { key, singleKey } = value
      return { kind: 'dictionary_of', key, singleKey, value: bind(value.value, bindings) }
    }
    case 'instance_of': {
      const { type, generics } = value
      const given = generics && { generics: generics.map((one) => bind(one, bindings)) }
      return bindings.get(keyOf(type)) ?? { kind: 'instance_of', type, ...given }
    }
    case 'literal_value':
    case 'user_defined_value':
      return value
  }
}

const endpointOf = (types: Types, endpoint: Model['endpoints'][number]): ApiEndpoint => {
  const request = endpoint.request === null ? undefined : types.find(endpoint.request)
  if (request !== undefined && request.kind !== 'request') throw new Error(`${endpoint.name} has no request.`)
  const shared = (request?.attachedBehaviors ?? [])
    .filter((name) => common.has(name))
    .flatMap((name) => {
      const type = types.find({ namespace: '_spec_utils', name })
      return type?.kind === 'interface' ? type.properties : []
    })
  const body = request?.body.kind === 'properties' ? request.body.properties : []
  const aliases = [...(request?.path ?? []), ...(request?.query ?? []), ...body].flatMap(
    ({ name, codegenName }): [string, string][] => (codegenName === undefined ? [] : [[name, codegenName]]),
  )
  const stack = endpoint.availability.stack
  const { privileges, deprecation, requestMediaType } = endpoint
  return {
    name: endpoint.name,
    text: shorten(endpoint.description),
    ...(endpoint.docUrl?.startsWith(docs) ? { docs: endpoint.docUrl.slice(docs.length) } : {}),
    ...(stack?.since === undefined ? {} : { since: stack.since }),
    ...(stack?.stability === undefined ? {} : { stability: stack.stability }),
    ...(stack?.visibility === undefined ? {} : { visibility: stack.visibility }),
    ...(deprecation === undefined ? {} : { deprecated: since(deprecation) }),
    urls: endpoint.urls.map(({ path, methods }) => ({ path, methods })),
    path: types.properties(request?.path ?? []),
    query: types.properties([...(request?.query ?? []), ...shared]),
    ...(request === undefined ? {} : types.body(request)),
    ...(requestMediaType === undefined ? {} : { mediaTypes: requestMediaType }),
    ...(privileges === undefined ? {} : { privileges }),
    ...(aliases.length === 0 ? {} : { aliases: Object.fromEntries(aliases) }),
  }
}

/** The specification as the converter brings it. */
export const readModel = (): Model => {
  const entry = createRequire(import.meta.url).resolve('@elastic/request-converter')
  return JSON.parse(readFileSync(join(dirname(entry), 'schema.json'), 'utf8')) as Model
}

/** The table of the API. */
export const distilApi = (model = readModel()): ApiTable => {
  const types = new Types(model.types)
  const endpoints = model.endpoints
    .filter(({ name }) => !name.startsWith('_internal'))
    .map((endpoint) => endpointOf(types, endpoint))
  return { format: 1, docs, endpoints, types: types.list }
}

/** Writes the table beside the bundles. */
export const writeApi = (): void => {
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, JSON.stringify(distilApi()))
}

if (import.meta.main) {
  writeApi()
  process.stdout.write(`${target}: ${Math.ceil(statSync(target).size / 1024)} KB\n`)
}
