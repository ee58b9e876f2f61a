import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as l10n from '@vscode/l10n'
import { afterEach, describe, expect, it } from 'vitest'
import { untranslatedIn } from '../scripts/untranslated-texts.ts'
import { parseRequestFile } from './request-file/parse-request-file.ts'
import { speak } from './speak.ts'

const sources = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(
  (name) => !/\.test\.ts$|^request-file\/testing\//.test(name),
)

/** What looks like a text for people and is none for translators. */
const none = Object.values({
  names: [
    'Patchbay',
    'Patchbay: {}',
    '"Patchbay: {}"{}',
    'Kibana',
    'Python',
    'Ruby',
    'Told',
    'Request',
    'Field',
  ],
  // By which groups are known.
  elasticsWordsForHealth: [
    'Sync Failure',
    'Connector Failure',
    'Needs Configuration',
    'Incomplete',
    'Configured',
    'Connected',
  ],
  keysOfLists: ['not set', 'went on', 'first key', 'first value', 'no service type', 'approval requested'],
  whatIsPasted: [
    '(not set)',
    '`npx {}`',
    'curl {} "{}"{}',
    '  --data-binary {}',
    "  -H 'Content-Type: {}'",
    "  -H 'kbn-xsrf: curl'",
    '  -H "Authorization: ApiKey $ELASTIC_API_KEY"',
    '# @name first\nGET _connector\n',
    '# @cluster {}',
    '# @prompt {} {}',
    '# @var {} = {}',
    'ApiKey {}',
    'Basic {}',
  ],
  iconsAndNumbers: [
    '$(arrow-right) {}',
    '$(checklist) {}',
    '$(circle-slash) {}',
    '$(play) {}',
    '$(plug) {}',
    '$(sync~spin) {}',
    '● Elasticsearch {}{}, {}',
    '{} UTC',
  ],
  // For whoever looks for a mistake.
  log: ['No names of {}: {}', '{} {} stopped: {}', '{} {}: asked for by a language model'],
  mistakesOfThisProgram: [
    'A dry run answered {}.',
    'There is no operation {}.',
    'connector.get names no connector.',
  ],
}).flat()

describe('texts for people', () => {
  afterEach(() => l10n.config({ contents: {} }))

  it('all go through `l10n.t`, or are no texts', () => {
    const found = sources.flatMap((name) =>
      untranslatedIn(readFileSync(join(import.meta.dirname, name), 'utf8'), name).map(({ line, text }) => ({
        at: `${name}:${line}`,
        text,
      })),
    )
    expect(found.filter(({ text }) => !none.includes(text))).toEqual([])
    const texts = new Set(found.map(({ text }) => text))
    expect(none.filter((text) => !texts.has(text))).toEqual([])
  })

  it('are found however they are written', () => {
    const source = [
      "import { a } from 'no text here'",
      "const kind: 'no text either' = read('config.json', `${a}/b`)",
      "say(`It took ${time} seconds`, l10n.t('It took {0} seconds', time, 'of a second'))",
      "say('Nothing was changed.', 'patchbay.request.run')",
    ].join('\n')
    expect(untranslatedIn(source, 'x.ts')).toEqual([
      { line: 3, text: 'It took {} seconds' },
      { line: 3, text: 'of a second' },
      { line: 4, text: 'Nothing was changed.' },
    ])
  })

  it('of the library of request files come in the language of the editor', () => {
    const problemsOf = (): string[] =>
      parseRequestFile('GTE a\n\nPOST b\n{ "c": 1, }').problems.map(({ message }) => message)
    const english = problemsOf()
    expect(english).toEqual([
      'There is no method GTE; did you mean GET?',
      expect.stringContaining('no comma after the last one'),
    ])
    speak({ 'There is no method {0}; did you mean {1}?': '«{1}» statt «{0}»?' })
    expect(problemsOf()).toEqual(['«GET» statt «GTE»?', english[1]])
  })
})
