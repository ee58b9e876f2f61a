import { createCore } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { parseCommand } from './parse-command.ts'
import { splitWords } from './split-words.ts'

const { operations } = createCore()
const parse = (typed: string) => {
  const command = parseCommand(typed, operations)
  if (command.kind !== 'operation') throw new Error('help')
  return {
    name: command.operation.name,
    input: command.input,
    missing: command.missing.map(({ name }) => name),
  }
}

describe('splitWords', () => {
  it('keeps what quotes hold together, also the curly ones of a phone', () => {
    expect(splitWords('show "my shop"')).toEqual(['show', 'my shop'])
    expect(splitWords('show \u201cmy shop\u201d')).toEqual(['show', 'my shop'])
    expect(splitWords('sync \u2014kind full')).toEqual(['sync', '--kind', 'full'])
    expect(splitWords("rename ada's shop")).toEqual(['rename', "ada's", 'shop'])
    expect(splitWords('host="a b" ""')).toEqual(['host=a b', ''])
  })

  it('says that a quote is open', () => {
    expect(() => splitWords('show "my shop')).toThrow('A quote (") is opened and not closed.')
  })
})

describe('parseCommand', () => {
  it('takes a verb alone where it is clear, and noun and verb', () => {
    expect(parse('rotate-key products')).toEqual({
      name: 'api-key.rotate',
      input: { connector: 'products' },
      missing: [],
    })
    expect(parse('connector list --limit 5 --service-type=mysql')).toEqual({
      name: 'connector.list',
      input: { limit: 5, serviceType: 'mysql' },
      missing: [],
    })
    expect(parse('sync products').name).toBe('sync.start')
    expect(parse('sync list').name).toBe('sync.list')
    expect(parse('rename shop --name wiki')).toMatchObject({ name: 'connector.rename', missing: [] })
    expect(parse('problems').name).toBe('connector.problems')
    expect(() => parse('generate shop extra words')).toThrow('is one word too many')
    expect(() => parse('discard-all')).toThrow('There is no command "discard-all".')
    expect(() => parse('get products')).toThrow('There is more than one "get".')
    expect(parse('configure shop host=db.example port=5432').input).toEqual({
      connector: 'shop',
      values: { host: 'db.example', port: '5432' },
    })
  })

  it('says what is missing, for the form to ask', () => {
    expect(parse('configure shop').missing).toEqual(['values'])
    expect(parse('show').missing).toEqual(['connector'])
  })

  it('takes a flag that is on or off with or without a word', () => {
    const { input } = parse('connector create mysql --managed --name shop')
    expect(input).toMatchObject({ managed: true, name: 'shop' })
    expect(parse('connector create mysql --managed no').input).toMatchObject({ managed: false })
  })

  it('guesses what a wrong word means', () => {
    expect(() => parse('lsit')).toThrow('There is no command "lsit".')
    expect(() => parse('connector creat')).toThrow('There is no "connector creat".')
    expect(() => parse('list --limt 5')).toThrow('There is no --limt here.')
  })

  it('refuses a secret, whose text Slack would keep, and says no word of it', () => {
    for (const typed of [
      'configure shop password=hunter2',
      'configure shop api_token=hunter2',
      'configure shop account_key=hunter2',
      // Where nothing can be set either: the error would say the word again.
      'connector list password=hunter2',
    ]) {
      expect(() => parse(typed)).toThrow('is a secret')
      expect(() => parse(typed)).not.toThrow('hunter2')
    }
  })

  it('is help without a word, and about one operation', () => {
    expect(parseCommand('', operations)).toEqual({ kind: 'help', about: undefined })
    expect(parseCommand('sync start --help', operations)).toEqual({ kind: 'help', about: 'sync start' })
  })
})
