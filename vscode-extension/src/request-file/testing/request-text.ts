import fc from 'fast-check'

const comment = fc.constantFrom('# note', '// note "x"', '/* note\n { */', '# GET nothing', '//')
const path = fc.constantFrom(
  '_search',
  '/desks/_doc/1?refresh',
  'kbn:/api/status',
  '_bulk',
  '{{index}}/_count',
  'a//b',
)
const raw = fc.constantFrom('"""a"""', '"""\n  FROM x\n  | LIMIT 1\n"""', '"""{ "GET\n"""', '""""quoted" """')

const written = (value: unknown, glue: string): string => {
  if (typeof value === 'object' && value !== null && 'raw' in value) return String(value.raw)
  if (Array.isArray(value)) return `[${value.map((item) => written(item, glue)).join(`,${glue}`)}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([name, item]) => `${JSON.stringify(name)}${glue}:${glue}${written(item, glue)}`,
    )
    return `{${glue}${entries.join(`${glue},${glue}`)}${glue}}`
  }
  return JSON.stringify(value)
}

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.integer(),
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.constant(null),
    raw.map((text) => ({ raw: text })),
    fc.constantFrom('12345678901234567890', '1.50', '-0', '{{size}}').map((text) => ({ raw: text })),
    fc.array(tie('any'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(
    fc.string().filter((name) => name !== 'raw'),
    tie('any'),
    { maxKeys: 3 },
  ),
}))

const glue = fc.constantFrom('', ' ', '\n', '\n  ', ' /* c */ ', ' // c\n', '\n# c\n\t', '\r\n', '/**/')

const body = fc.tuple(value.object, glue).map(([object, between]) => written(object, between))

/** A request as it was thought, and as somebody may write it. */
export interface PrintedRequest {
  readonly text: string
  /** Method and path. */
  readonly line: string
  readonly bodies: readonly string[]
}

/** Any method, comments anywhere, one body, several or none. */
export const printedRequest: fc.Arbitrary<PrintedRequest> = fc
  .record({
    above: fc.array(comment, { maxLength: 2 }),
    method: fc.constantFrom('GET', 'post', 'Put', 'DELETE'),
    space: fc.constantFrom(' ', '  ', '\t'),
    path,
    note: fc.constantFrom('', ' # note', ' // note', '  '),
    bodies: fc.array(body, { maxLength: 3 }),
    between: fc.constantFrom('\n', '\r\n', '\n# between\n', ' // between\n', ' '),
    end: fc.constantFrom('', ' ', ' // end', ' # end'),
  })
  .map(({ above, method, space, path: target, note, bodies, between, end }) => ({
    text: [
      ...above,
      `${method}${space}${target}${note}`,
      ...(bodies.length > 0 ? [bodies.join(between) + end] : []),
    ].join('\n'),
    line: `${method.toUpperCase()} ${target}`,
    bodies,
  }))

export const requestText: fc.Arbitrary<string> = printedRequest.map(({ text }) => text)

const shred = fc.oneof(
  fc.constantFrom(
    'GET',
    'GET a',
    'put b\n',
    '{',
    '}',
    '[',
    ']',
    '"',
    '"""',
    "'",
    ',',
    ':',
    '\n',
    '\n\n',
    ' ',
    '\r\n',
    '\\',
    '#',
    '//',
    '/*',
    '*/',
    '{{',
    '}}',
    '{{x}}',
    '${y}',
    '# @name n\n',
    '# @var v = {{w}}\n',
    'kbn:',
    '1',
    'true',
    '"a": 1',
    '{"a": "b"}',
    '\uD800',
    '\uFEFF',
    '\u2028',
    'https://x',
    '?q=',
    '"password": "p"',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
)

/** Any text: requests, and shreds of them in any order. */
export const anyFile: fc.Arbitrary<string> = fc
  .array(fc.oneof(shred, shred, requestText), { maxLength: 30 })
  .map((pieces) => pieces.join(''))
