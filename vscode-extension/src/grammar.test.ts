import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import oniguruma from 'vscode-oniguruma'
import textmate from 'vscode-textmate'
import type { IGrammar } from 'vscode-textmate'
import { parseRequestFile } from './request-file/parse-request-file.ts'
import { consoleExamples } from './request-file/testing/console-examples.ts'
import { requestText } from './request-file/testing/request-text.ts'

const grammarFile = join(import.meta.dirname, '../syntaxes/es.tmLanguage.json')

interface Coloured {
  readonly text: string
  readonly scopes: string
}

describe('the grammar of request files', () => {
  let grammar: IGrammar | null = null
  beforeAll(async () => {
    const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')
    await oniguruma.loadWASM(Uint8Array.from(readFileSync(wasm)).buffer)
    const registry = new textmate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
      }),
      loadGrammar: () =>
        Promise.resolve(textmate.parseRawGrammar(readFileSync(grammarFile, 'utf8'), 'es.tmLanguage.json')),
    })
    grammar = await registry.loadGrammar('source.es-request')
  })

  const colour = (text: string): Coloured[] => {
    if (grammar === null) throw new Error('The grammar was not loaded.')
    let state = textmate.INITIAL
    const tokens: Coloured[] = []
    for (const line of text.split('\n')) {
      const { tokens: found, ruleStack } = grammar.tokenizeLine(line, state)
      state = ruleStack
      for (const { startIndex, endIndex, scopes } of found)
        tokens.push({ text: line.slice(startIndex, endIndex), scopes: scopes.slice(1).join(' ') })
    }
    return tokens
  }
  const coloured = (text: string, scope: string): string[] =>
    colour(text)
      .filter(({ scopes }) => scopes.includes(scope))
      .map((token) => token.text)

  it('colours methods, paths, names, values and placeholders', () => {
    const text = `# @name first
DELETE kbn:/desks-*/_doc/{{id}}?refresh=true // gone
GET <logs-{now/d}>/budGETS # kept
{ "na\\"me": "v \${x}\\n\\d", "n": [-1.5e3, null], # c
  "raw": """FROM x
  "quoted" {{b}} """ } /* the
  end */`
    expect(coloured(text, 'keyword.control.method')).toEqual(['DELETE', 'GET'])
    expect(coloured(text, 'keyword.control.method.delete')).toEqual(['DELETE'])
    expect(coloured(text, 'keyword.other.directive')).toEqual(['@name'])
    expect(coloured(text, 'support.function.api')).toEqual(['_doc'])
    expect(coloured(text, 'variable.parameter.query')).toEqual(['refresh'])
    expect(coloured(text, 'variable.other.placeholder')).toEqual(['{{id}}', '${x}', '{{b}}'])
    expect(coloured(text, 'constant.numeric')).toEqual(['-1.5e3'])
    expect(coloured(text, 'constant.language')).toEqual(['null'])
    expect(coloured(text, 'invalid.illegal')).toEqual(['\\d'])
    expect(coloured(text, 'property-name').join('')).toBe('"na\\"me""n""raw"')
    expect(coloured(text, 'meta.embedded.esql').join('')).toBe('FROM x  "quoted" {{b}} ')
    expect(coloured(text, 'comment').join('|')).toBe('# |// gone|# kept|# c|/*| the|  end |*/')
  })

  it.each(consoleExamples)('sees the methods that the parser sees: $what', ({ text, requests }) => {
    const methods = coloured(text.replace('\uFEFF', ''), 'keyword.control.method')
    const [commented] = /^\/\* eight \*\/ GET/m.exec(text) ?? []
    // A request after a block comment on its line is not worth a rule.
    expect(methods.length).toBe(requests.length - (commented === undefined ? 0 : 1))
  })

  it('colours the languages that stand in text over several lines, and plain text as text', () => {
    const esql =
      'POST _query\n{ "query": """\n  FROM desks | WHERE price > 3 AND x LIKE "a*" | STATS m = MAX(price) BY {{by}}\n""" }'
    expect(coloured(esql, 'keyword.control.esql')).toEqual(['FROM', 'WHERE', 'STATS'])
    expect(coloured(esql, 'support.function.esql')).toEqual(['MAX'])
    expect(coloured(esql, 'placeholder')).toEqual(['{{by}}'])
    const sql = 'POST _sql\n{ "query": """SELECT a FROM b WHERE c = \'x\' """, "size": 3 }'
    expect(coloured(sql, 'keyword.other.sql')).toEqual(['SELECT', 'FROM', 'WHERE'])
    expect(coloured(sql, 'property-name').join('')).toContain('size')
    const painless =
      'POST a/_update/1\n{ "script": { "source": """if (ctx._source.n > 1) { ctx.op = "noop" }""", "lang": "painless" } }'
    expect(coloured(painless, 'keyword.control.painless')).toEqual(['if'])
    expect(coloured(painless, 'variable.language.painless')).toContain('ctx')
    expect(coloured(painless, 'property-name').join('')).toContain('lang')
    expect(coloured('GET a\n{ "text": """as it is""" }', 'string.quoted.triple').join('')).toContain(
      'as it is',
    )
  })

  it('sees the methods that the parser sees in whatever is written', () => {
    fc.assert(
      fc.property(fc.array(requestText, { maxLength: 4 }), (texts) => {
        const text = texts.join('\n\n')
        const { requests } = parseRequestFile(text)
        expect(coloured(text, 'keyword.control.method').map((method) => method.toUpperCase())).toEqual(
          requests.map(({ method }) => method),
        )
      }),
    )
  })
})
