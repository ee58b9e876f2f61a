import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Secret, startExecutor } from '@patchbay/core'
import { resultOf, type Team, teamPassword } from '../team/open-team.ts'
import { type Finished, runCli, startCli } from './patchbay-cli.ts'

const created = z.object({ run: z.string(), state: z.literal('done'), result: z.object({ id: z.string() }) })
const waiting = z.object({ run: z.string(), state: z.literal('waiting') })
const requests = z.object({ items: z.array(z.object({ run: z.string(), target: z.string().nullable() })) })

/** The command line as people and scripts use it, on any cluster that has the team. */
export const operationCases = (opened: () => Team): void => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-cli-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Signed in by the environment. */
  const as = (user: string, password = teamPassword) => ({
    cwd: folder,
    env: { ES_URL: opened().url, ES_USER: user, ES_PASSWORD: password },
  })
  const patchbay = (user: string, ...args: string[]): Promise<Finished> => runCli(args, as(user))
  const json = async (user: string, ...args: string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await patchbay(user, ...args, '--json')
    if (code !== 0 && code !== 3) throw new Error(`patchbay ${args.join(' ')} ended with ${code}: ${stderr}`)
    return JSON.parse(stdout)
  }
  const connector = async (name: string): Promise<string> =>
    created.parse(await json('ada', 'connector', 'create', 'postgresql', '--name', name)).result.id

  it('creates, configures, lists and shows a connector, in words and as JSON', async () => {
    const id = await connector('products')
    await writeFile(join(folder, 'password'), 'hunter2\n')
    const values = [
      'host=127.0.0.1',
      'port=5432',
      'username=reader',
      'database=shop',
      'schema=public',
      'tables=*',
      'ssl_enabled=false',
    ]
    const sets = values.flatMap((value) => ['--set', value])
    const configured = await patchbay(
      'ada',
      'connector',
      'configure',
      'products',
      ...sets,
      '--set-file',
      `password=${join(folder, 'password')}`,
    )
    expect(configured).toMatchObject({ code: 0 })
    expect(configured.stdout).toContain('Configure connector: done.')

    const list = await patchbay('ada', 'connector', 'list')
    expect(list.stdout).toMatch(/^products +postgresql +search-products +configured/m)
    expect(await json('ada', 'connector', 'get', 'products')).toMatchObject({ id, name: 'products' })
    const shown = await patchbay('ada', 'connector', 'get', 'products')
    expect(shown.stdout).toContain('5432')
    expect(shown.stdout + configured.stdout + configured.stderr).not.toContain('hunter2')
  })

  it('creates a connector from a file of values', async () => {
    const path = join(folder, 'from-file.yml')
    const lines = [
      'host: 127.0.0.1',
      'port: 5432',
      'username: u',
      'password: cod',
      'database: d',
      'schema: s',
    ]
    await writeFile(path, `${lines.join('\n')}\n`)
    const args = ['connector', 'create', 'postgresql', '--name', 'from-file', '--from-file', path]
    const made = await patchbay('ada', ...args)
    expect(made).toMatchObject({ code: 0, stderr: expect.not.stringContaining('cod') })
    expect(made.stdout).toContain('patchbay api-key generate from-file')
    expect(await json('ada', 'connector', 'get', 'from-file')).toMatchObject({ status: 'configured' })
  })

  it('shows the plan of a dry run and changes nothing', async () => {
    await connector('untouched')
    const planned = await patchbay('ada', 'connector', 'delete', 'untouched', '--dry-run')
    expect(planned).toMatchObject({ code: 0, stderr: '' })
    expect(planned.stdout).toContain('Would ask for 1 approval')
    expect(await patchbay('ada', 'connector', 'get', 'untouched')).toMatchObject({ code: 0 })
  })

  it('refuses a secret on the command line, before it goes anywhere', async () => {
    const { code, stderr } = await patchbay(
      'ada',
      'connector',
      'configure',
      'products',
      '--set',
      'password=hunter2',
    )
    expect(code).toBe(2)
    expect(stderr).toContain('--set-env password=NAME')
    expect(stderr).not.toContain('hunter2')
  })

  it('writes out names that would turn the terminal around', async () => {
    await connector('evil\u202exe\u001b[31m')
    const { stdout } = await patchbay('ada', 'connector', 'list')
    expect(stdout).toContain('evil\\u{202e}xe\\u{1b}[31m')
    expect(stdout).not.toMatch(/[\p{Bidi_Control}]/u)
    expect(stdout).not.toContain('\u001b')
  })

  it('waits for approval with exit code 3, tells both people what to run, and goes on when it is given', async () => {
    const id = await connector('rotated')
    await json('ada', 'api-key', 'generate', id)
    const asked = await patchbay('ada', 'api-key', 'rotate', id, '--reason', 'quarterly rotation')
    expect(asked.code).toBe(3)
    expect(asked.stdout).toContain('Rotate API key · rotated (postgresql, managed)')
    expect(asked.stdout).toContain('"quarterly rotation"')
    const [, run = ''] = /patchbay approval decide (\S+) --approve/.exec(asked.stdout) ?? []

    const own = await patchbay('ada', 'approval', 'decide', run, '--approve')
    expect(own).toMatchObject({ code: 4, stderr: expect.stringContaining('(approval.not-yours)') })
    expect(await patchbay('ada', 'approval', 'execute', run)).toMatchObject({ code: 1 })
    expect(await patchbay('grace', 'approval', 'decide', run, '--approve')).toMatchObject({ code: 0 })
    const executed = await patchbay('ada', 'approval', 'execute', run)
    expect(executed).toMatchObject({ code: 0 })
    expect(executed.stderr).toMatch(/● issue/)
  })

  it('stays with --wait until the decision, and ends with 4 when it is no', async () => {
    await connector('kept')
    const args = ['connector', 'delete', 'kept', '--wait', '--reason', 'not needed']
    const staying = startCli(args, as('ada'))
    let run = ''
    await expect
      .poll(
        async () => {
          const { items } = requests.parse(await json('grace', 'approval', 'list'))
          run = items.find(({ target }) => target === 'kept')?.run ?? ''
          return run
        },
        { timeout: 10_000 },
      )
      .not.toBe('')
    expect(
      await patchbay('grace', 'approval', 'decide', run, '--reject', '--reason', 'still in use'),
    ).toMatchObject({ code: 0 })
    const ended = await staying.finished()
    expect(ended.code).toBe(4)
    expect(ended.stderr).toContain('still in use')
    expect(await patchbay('ada', 'connector', 'get', 'kept')).toMatchObject({ code: 0 })
  })

  it('stays with --wait beside a service that carries it out, and tells what that did', async () => {
    const { core, elastic, grace, withKey } = opened()
    const id = await connector('raced')
    await json('ada', 'api-key', 'generate', id)
    const made = await core.run(elastic, 'cluster.setup', { service: 'bot', runAs: ['ada'] })
    const { service } = z
      .object({ service: z.object({ apiKey: z.instanceof(Secret) }) })
      .parse(resultOf(made))
    const bot = await withKey(service.apiKey)
    const executor = await startExecutor(bot, { core, name: 'bot', host: 'here', every: 20 })
    let voted: Promise<unknown> | undefined
    const { code, stdout, stderr } = await runCli(['api-key', 'rotate', id, '--wait'], {
      ...as('ada'),
      onNote: (line) => {
        const [, run] = /approval decide (\S+) --approve/.exec(line) ?? []
        if (run !== undefined) voted = core.run(grace, 'approval.decide', { run, choice: 'approve' })
      },
    })
    await voted
    await executor.stop()
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stdout).toContain('Rotate API key: done.')
  })

  it('says where the secrets of a waiting request are to come from, and takes them there again', async () => {
    const path = join(folder, 'connectors.yaml')
    await writeFile(
      path,
      [
        'connectors:',
        '  - name: with-secret',
        '    serviceType: postgresql',
        '    configuration:',
        '      password: { env: WITH_SECRET }',
        '',
      ].join('\n'),
    )
    const env = { ...as('ada').env, WITH_SECRET: 'halibut' }
    const asked = await runCli(['connector', 'apply', path], { cwd: folder, env })
    expect(asked).toMatchObject({ code: 3 })
    expect(asked.stdout).toContain('1 secret (secrets.with-secret.password)')
    const [, run = '', flags = ''] = /approval execute (\S+) (--set-env \S+)$/m.exec(asked.stdout) ?? []
    expect(flags).toBe('--set-env secrets.with-secret.password=WITH_SECRET')
    await patchbay('grace', 'approval', 'decide', run, '--approve')

    const without = await patchbay('ada', 'approval', 'execute', run)
    expect(without).toMatchObject({ code: 3 })
    expect(without.stdout).toContain(`approval resume ${run} --set secrets.with-secret.password`)
    expect((await patchbay('ada', 'approval', 'get', run)).stdout).toContain(
      '--set secrets.with-secret.password',
    )
    const questions: string[] = []
    const askHidden = (question: string) => {
      questions.push(question)
      return Promise.resolve('halibut')
    }
    const done = await runCli(['approval', 'resume', run], { ...as('ada'), askHidden })
    expect(done).toMatchObject({ code: 0 })
    expect(questions).toEqual(['secrets.with-secret.password'])
    const stored = await opened().elastic.es.connector.list({ connector_name: 'with-secret' })
    expect(JSON.stringify(stored.results)).toContain('halibut')
  })

  describe('at a terminal', () => {
    /** Answers by what is asked; says what was. */
    const person = (answers: Readonly<Record<string, string>>) => {
      const asked: string[] = []
      const ask = ({ message }: { message: string }): Promise<string> => {
        asked.push(message)
        const known = Object.entries(answers).find(([start]) => message.startsWith(start))
        if (known === undefined) throw new Error(`Nobody expected the question ${message}`)
        return Promise.resolve(known[1])
      }
      return { asked, ask }
    }

    it('asks for what is missing, and a script is told instead', async () => {
      const { ask, asked } = person({ 'service-type': 'postgresql' })
      const args = ['connector', 'create', '--name', 'asked-for']
      const script = await runCli([...args, '--json'], { ...as('ada'), ask })
      expect(script).toMatchObject({ code: 2, stdout: '' })
      expect(await patchbay('ada', ...args)).toMatchObject({ code: 2, stdout: '' })
      expect(asked).toEqual([])
      expect(await runCli(args, { ...as('ada'), ask })).toMatchObject({ code: 0 })
      expect(asked).toEqual([expect.stringMatching(/^service-type /)])
    })

    it('goes through the configuration field by field, and a script is told what is missing', async () => {
      await connector('interviewed')
      const args = ['connector', 'configure', 'interviewed']
      expect(await patchbay('ada', ...args)).toMatchObject({ code: 2, stdout: '' })
      const texts: Readonly<Record<string, string>> = {
        host: 'db',
        port: '5432',
        username: 'u',
        database: 'd',
        schema: 's',
      }
      const keyIn = (message: string): string => /\(([a-z_]+)/.exec(message)?.[1] ?? ''
      const done = await runCli(args, {
        ...as('ada'),
        ask: ({ message, initial = '' }) => Promise.resolve(texts[keyIn(message)] ?? initial),
        askHidden: () => Promise.resolve('never-shown'),
      })
      expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('Configure connector: done.') })
      expect(done.stdout + done.stderr).not.toContain('never-shown')
      expect(await json('ada', 'connector', 'get', 'interviewed')).toMatchObject({
        status: 'configured',
        missing: [],
      })
    })

    it('shows the plan of a dangerous change and asks before it goes anywhere, but for --yes', async () => {
      await connector('precious')
      const no = person({ 'Delete connector': 'no' })
      const args = ['connector', 'delete', 'precious']
      const declined = await runCli(args, { ...as('ada'), ask: no.ask })
      expect(declined).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing was changed.') })
      expect(declined.stderr).toContain('Would ask for 1 approval')
      const waits = requests.parse(await json('ada', 'approval', 'list'))
      expect(waits.items.map(({ target }) => target)).not.toContain('precious')

      const yes = person({ 'Delete connector': 'yes' })
      expect(await runCli(args, { ...as('ada'), ask: yes.ask })).toMatchObject({ code: 3 })
      const nobody = person({})
      expect(await runCli([...args, '--yes'], { ...as('ada'), ask: nobody.ask })).toMatchObject({ code: 3 })
    })
  })

  it('looks again with --watch until it is stopped', async () => {
    await connector('watched')
    const stop = new AbortController()
    const looks: string[] = []
    const onPrint = (line: string): void => {
      looks.push(line)
      if (looks.length === 2) stop.abort()
    }
    const args = ['connector', 'get', 'watched', '--watch', '--json']
    const ended = await runCli(args, { ...as('ada'), signal: stop.signal, onPrint })
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(looks).toHaveLength(2)
    for (const look of looks) expect(JSON.parse(look)).toMatchObject({ name: 'watched' })
  })

  it('as JSON gives a change its run and state, and nothing but that on stdout', async () => {
    await connector('scripted')
    const asked = await patchbay('ada', 'connector', 'delete', 'scripted', '--json')
    expect(asked).toMatchObject({ code: 3, stderr: '' })
    waiting.parse(JSON.parse(asked.stdout))
  })

  describe('bad input gets one sentence with the fix, and changes nothing', () => {
    beforeAll(async () => {
      await connector('taken')
    })

    it.each([
      {
        what: 'an unknown service type',
        user: 'ada',
        args: ['connector', 'create', 'postgres'],
        code: 2,
        sentence: 'Did you mean postgresql?',
      },
      {
        what: 'an index name that Elasticsearch refuses',
        user: 'ada',
        args: ['connector', 'create', 'postgresql', '--index-name', 'No*Good'],
        code: 2,
        sentence: 'must be lower case',
      },
      {
        what: 'an index of another connector',
        user: 'ada',
        args: ['connector', 'create', 'postgresql', '--index-name', 'search-taken'],
        code: 1,
        sentence: '"taken" has the index',
      },
      {
        what: 'a configuration value of the wrong type',
        user: 'ada',
        args: ['connector', 'configure', 'taken', '--set', 'port=abc'],
        code: 2,
        sentence: 'port: must be a whole number, got "abc"',
      },
      {
        what: 'an unknown configuration field',
        user: 'ada',
        args: ['connector', 'configure', 'taken', '--set', 'prt=1'],
        code: 2,
        sentence: 'port',
      },
      {
        what: 'a sync before the configuration is whole',
        user: 'ada',
        args: ['sync', 'start', 'taken'],
        code: 1,
        sentence: 'its configuration lacks host',
      },
      {
        what: 'a connector that is not there',
        user: 'ada',
        args: ['connector', 'get', 'tken'],
        code: 2,
        sentence: 'taken',
      },
      {
        what: 'a rotation without a first key',
        user: 'ada',
        args: ['api-key', 'rotate', 'taken'],
        code: 1,
        sentence: 'api-key generate',
      },
      {
        what: 'a user without manage_connector',
        user: 'grace',
        args: ['connector', 'create', 'postgresql', '--name', 'x'],
        code: 4,
        sentence: 'manage_connector',
      },
      {
        what: 'a run that is not there',
        user: 'grace',
        args: ['approval', 'decide', '01ARZ3NDEKTSV4RRFFQ69G5FAV', '--approve'],
        code: 2,
        sentence: 'There is no run',
      },
    ])('$what', async ({ user, args, code, sentence }) => {
      // A list is a search, and may be a second behind what was done before.
      await opened().elastic.es.indices.refresh({ index: '.elastic-connectors*', expand_wildcards: 'all' })
      const before = await json('ada', 'connector', 'list')
      const refused = await patchbay(user, ...args)
      expect(refused.stderr).toContain(sentence)
      expect(refused).toMatchObject({ code, stdout: '' })
      expect(refused.stderr).not.toMatch(/at .*:\d+:\d+/)
      await opened().elastic.es.indices.refresh({ index: '.elastic-connectors*', expand_wildcards: 'all' })
      expect(await json('ada', 'connector', 'list')).toEqual(before)
    })

    it('a wrong password, and a cluster that does not answer', async () => {
      const wrong = await runCli(['connector', 'list'], as('ada', 'wrong'))
      expect(wrong).toMatchObject({ code: 4 })
      expect(wrong.stderr).toContain('(elasticsearch.unauthenticated)')
      const { cwd, env } = as('ada')
      const nobody = await runCli(['connector', 'list'], {
        cwd,
        env: { ...env, ES_URL: 'http://127.0.0.1:1' },
      })
      expect(nobody).toMatchObject({ code: 1 })
      expect(nobody.stderr).toContain('(elasticsearch.unreachable)')
    })
  })
}
