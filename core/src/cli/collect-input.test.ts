import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Secret } from '../secrets/secret.ts'
import { collectInput, type Given } from './collect-input.ts'
import { fieldsOf, positionalField } from './fields.ts'

const configure = z.strictObject({
  connector: z.string(),
  values: z.record(z.string(), z.unknown()).meta({ sensitiveKeys: ['password'] }),
})
const nothing: Given = { flags: {}, positional: undefined, set: [], setFile: [], setEnv: [], fromFile: [] }
const folder = mkdtempSync(join(tmpdir(), 'patchbay-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

const collect = (
  schema: z.ZodType,
  given: Partial<Given>,
  sources: { env?: Record<string, string>; askHidden?: (question: string) => Promise<string> } = {},
) => {
  const fields = fieldsOf(schema)
  const shape = { fields, positional: positionalField(fields, 'connector') }
  return collectInput(shape, { ...nothing, ...given }, { env: {}, askHidden: undefined, ...sources })
}

const revealed = (value: unknown): unknown => (value instanceof Secret ? value.reveal() : value)

describe('collectInput', () => {
  it('puts what stands without a flag into the target, and flags into their fields', async () => {
    const schema = z.strictObject({
      connector: z.string(),
      limit: z.int(),
      all: z.boolean(),
      tags: z.array(z.string()),
    })
    const input = await collect(schema, {
      positional: 'products',
      flags: { limit: '20', all: true, tags: ['a', 'b'] },
    })
    expect(input).toEqual({ connector: 'products', limit: 20, all: true, tags: ['a', 'b'] })
  })

  it('names the flag whose text is no number, and the choices of a choice', async () => {
    const schema = z.strictObject({
      connector: z.string(),
      limit: z.int(),
      kind: z.enum(['full', 'incremental']),
    })
    await expect(collect(schema, { flags: { limit: 'abc' } })).rejects.toThrow(
      'limit: must be a number, got "abc".',
    )
    await expect(collect(schema, { flags: { kind: 'half' } })).rejects.toThrow(
      'kind: must be one of full, incremental; got "half".',
    )
  })

  it('sets the keys of a record, the value with everything after the first equals sign', async () => {
    const input = await collect(configure, { set: ['host=db', 'tables=a=b', 'empty='] })
    expect(input).toEqual({ values: { host: 'db', tables: 'a=b', empty: '' } })
  })

  it('keeps a key called __proto__ as data', async () => {
    const input = await collect(configure, { set: ['__proto__=x'] })
    expect(Object.keys(Object(input['values']))).toEqual(['__proto__'])
  })

  it('refuses a secret on the command line and says how to give it', async () => {
    await expect(collect(configure, { set: ['password=hunter2'] })).rejects.toMatchObject({
      code: 'input.invalid',
      field: 'password',
      message: 'password: is a secret and was given where others can read it.',
      next: 'Use --set password to be asked, --set-file password=PATH, or --set-env password=NAME.',
    })
  })

  it('takes an address with a password in it for a secret', async () => {
    const given = { set: ['host=mongodb://reader:hunter2@db'] }
    await expect(collect(configure, given)).rejects.toMatchObject({ code: 'input.invalid', field: 'host' })
    expect(await collect(configure, { set: ['host=mongodb://db:27017'] })).toEqual({
      values: { host: 'mongodb://db:27017' },
    })
  })

  it('takes a secret from a file without its line end, from the environment, or from a hidden prompt', async () => {
    const path = join(folder, 'password')
    writeFileSync(path, 'hunter2\n')
    const asked: string[] = []
    const input = await collect(
      configure,
      { set: ['token'], setFile: [`password=${path}`], setEnv: ['api_token=TOKEN'] },
      {
        env: { TOKEN: 'from-env' },
        askHidden: async (question) => {
          asked.push(question)
          return 'typed'
        },
      },
    )
    const values = Object.entries(Object(input['values'])).map(([key, value]) => [key, revealed(value)])
    expect(Object.fromEntries(values)).toEqual({ token: 'typed', password: 'hunter2', api_token: 'from-env' })
    expect(asked).toEqual(['token'])
  })

  it('says what is missing where nobody can be asked, or a file or variable is not there', async () => {
    await expect(collect(configure, { set: ['password'] })).rejects.toThrow('nobody can be asked')
    await expect(collect(configure, { setFile: ['password=/nowhere/at/all'] })).rejects.toThrow(
      'is not there',
    )
    await expect(collect(configure, { setEnv: ['password=NOT_THERE'] })).rejects.toThrow('no NOT_THERE')
  })

  it('takes nothing from the command line for a record that holds secrets only', async () => {
    const schema = z.strictObject({
      run: z.string(),
      secrets: z.record(z.string(), z.instanceof(Secret)).optional().meta({ sensitive: true }),
    })
    const input = await collect(
      schema,
      { positional: 'R', setEnv: ['values.password=P'] },
      { env: { P: 'x' } },
    )
    expect(revealed(Object(input['secrets'])['values.password'])).toBe('x')
    await expect(collect(schema, { set: ['values.password=x'] })).rejects.toThrow('is a secret')
  })

  it('refuses --set for a command that has nothing to set', async () => {
    await expect(collect(z.strictObject({ connector: z.string() }), { set: ['a=b'] })).rejects.toThrow(
      "can't be set",
    )
  })

  describe('a file of connectors', () => {
    const schema = z.strictObject({
      file: z.string().meta({ file: true }),
      secrets: z.record(z.string(), z.instanceof(Secret)).default({}).meta({ sensitive: true }),
    })
    const path = join(folder, 'connectors.yaml')
    const text =
      'connectors:\n  - { name: a, configuration: { password: { env: PW }, token: { file: token } } }\n'

    it('is read by its path, with the secrets that it names, from where it lies', async () => {
      writeFileSync(path, text)
      writeFileSync(join(folder, 'token'), 'from a file\n')
      const input = await collect(schema, { flags: { file: path } }, { env: { PW: 'from a variable' } })
      const secrets = z.record(z.string(), z.instanceof(Secret)).parse(input['secrets'])
      expect(input['file']).toBe(text)
      expect(Object.entries(secrets).map(([key, secret]) => [key, secret.reveal()])).toEqual([
        ['a.password', 'from a variable'],
        ['a.token', 'from a file'],
      ])
    })

    it('is refused with the name of what is missing', async () => {
      writeFileSync(path, text)
      await expect(collect(schema, { flags: { file: path } })).rejects.toMatchObject({
        message: 'a.password: the environment has no PW.',
        next: expect.stringContaining('{ file: PATH }'),
      })
      writeFileSync(path, 'connectors:\n  - { nam: a }\n')
      await expect(collect(schema, { flags: { file: path } })).rejects.toThrow('line 2')
    })
  })

  it('reads many values from a file, hides the secrets among them, and lets --set go before', async () => {
    const yaml = join(folder, 'values.yml')
    writeFileSync(yaml, 'host: db\nport: 5432\npassword: swordfish\ntables: [a, b]\nssl_enabled: true\n')
    const input = await collect(configure, { positional: 'c', fromFile: [yaml], set: ['host=other'] })
    expect(JSON.stringify({ ...input, values: { ...Object(input['values']), password: 'hidden' } })).toBe(
      '{"connector":"c","values":{"host":"other","port":5432,"password":"hidden","tables":["a","b"],"ssl_enabled":true}}',
    )
    expect(revealed(Reflect.get(Object(input['values']), 'password'))).toBe('swordfish')
    const json = join(folder, 'values.json')
    writeFileSync(json, '{ "host": "db" }')
    expect(await collect(configure, { fromFile: [json] })).toEqual({ values: { host: 'db' } })
  })

  it.each([
    ['a part in a value', 'password: {"deep": "swordfish"}\n', 'holds neither text nor number for password'],
    ['no end', 'password: "swordfish\n', "can't be read at line"],
    ['no keys', '- swordfish\n', 'is not a list of keys with values'],
    ['a second document', 'a: 1\n---\npassword: swordfish\n', "can't be read at line 2"],
    ['a prototype', '__proto__: { password: swordfish }\n', 'holds neither text nor number for __proto__'],
    ['a prototype of text', '__proto__: swordfish\n', 'holds neither text nor number for __proto__'],
    ['a bomb', `a: &a [swordfish]\nb: [${'*a,'.repeat(200)}]\n`, 'names an anchor at line 2, column 5'],
    ['ten thousand levels', `a: ${'['.repeat(10_000)}\n`, "can't be read at line 1"],
  ])('refuses a file with %s without showing what it holds', async (_what, text, problem) => {
    const path = join(folder, 'wrong.yml')
    writeFileSync(path, text)
    const refused = await collect(configure, { fromFile: [path] }).catch((error: unknown) => String(error))
    expect(refused).toContain(problem)
    expect(refused).not.toContain('swordfish')
  })
})
