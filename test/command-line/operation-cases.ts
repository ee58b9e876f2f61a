import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
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

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))

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

  it('shows the plan of a dry run and changes nothing', async () => {
    await connector('untouched')
    const planned = await patchbay('ada', 'connector', 'delete', 'untouched', '--dry-run')
    expect(planned).toMatchObject({ code: 0, stderr: '' })
    expect(planned.stdout).toContain('Would ask for 1 approval')
    expect(planned.stdout).toMatch(/^ {2}needs {5}manage_connector[^]*you have all of it$/m)
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
    expect(executed.stderr).toMatch(/● make the new key/)
  })

  it('puts the key that a connector’s own worker needs into a file, and not on the screen', async () => {
    const made = await json('ada', 'connector', 'create', 'postgresql', '--name', 'own', '--no-managed')
    const { id } = created.parse(made).result
    const ready = await patchbay('ada', 'api-key', 'generate', 'own')
    expect(ready.code).toBe(3)
    const [, run = ''] = /patchbay api-key collect (\S+)/.exec(ready.stdout) ?? []
    const collected = await patchbay('ada', 'api-key', 'collect', run, '--keys-file', 'keys.json')
    expect(collected).toMatchObject({ code: 0, stdout: expect.stringContaining(join(folder, 'keys.json')) })
    const keys = z.record(z.string(), z.string()).parse(await readJson(join(folder, 'keys.json')))
    expect(Object.keys(keys)).toEqual([id])
    expect(collected.stdout + collected.stderr).not.toContain(keys[id])
    const asKey = { ES_URL: opened().url, ES_API_KEY: keys[id] ?? '' }
    expect(await runCli(['actor', 'whoami'], { cwd: folder, env: asKey })).toMatchObject({ code: 0 })
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
        { timeout: 25_000 },
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
    const { code, stdout, stderr } = await runCli(
      ['api-key', 'rotate', id, '--wait', '--reason', 'quarterly'],
      {
        ...as('ada'),
        onNote: (line) => {
          const [, run] = /approval decide (\S+) --approve/.exec(line) ?? []
          if (run !== undefined) voted = core.run(grace, 'approval.decide', { run, choice: 'approve' })
        },
      },
    )
    await voted
    await executor.stop()
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stdout).toContain('Rotate API key: done.')
  })

  it('takes a connector without a flag wherever one may be meant, and an operation in its two words', async () => {
    await connector('meant')
    expect(await json('ada', 'sync', 'list', 'meant')).toMatchObject({ items: [] })
    expect(await json('ada', 'sync', 'stats', 'meant')).toMatchObject({ jobs: 0 })
    const checked = { operation: 'connector.set-pipeline' }
    expect(await json('ada', 'privilege', 'check', 'connector', 'set-pipeline')).toMatchObject(checked)
    expect(await patchbay('ada', 'connector', 'get', 'meant', 'too')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Too many arguments'),
    })
    const next = await patchbay('ada', 'connector', 'configure', 'meant', '--set', 'host=db')
    expect(next.stdout).toContain('Next: patchbay connector configure meant,')
  })

  it('takes several operations without a flag, for one role that allows them all', async () => {
    const role = await json('ada', 'privilege', 'role', 'sync.start', 'rules.draft', '--name', 'both')
    expect(role).toMatchObject({ role: 'both', allows: ['sync.start', 'rules.draft'] })
    expect(await json('ada', 'privilege', 'role', 'sync.start')).toMatchObject({ allows: ['sync.start'] })
    await connector('first')
    await connector('second')
    const both = await patchbay('ada', 'connector', 'delete-many', 'first', 'second', '--dry-run')
    expect(both).toMatchObject({ code: 0, stdout: expect.stringMatching(/first[^]*second/) })
  })

  it('puts nothing into the command that comes next that a shell would read otherwise', async () => {
    const made = await patchbay('ada', 'connector', 'create', 'postgresql', '--name', 'two $(id) words')
    const [, id = ''] = /^id +(\S+)$/m.exec(made.stdout) ?? []
    expect(made.stdout).toContain(`Next: patchbay connector configure ${id},`)
    const refused = await patchbay('ada', 'sync', 'start', 'two $(id) words')
    expect(refused.stderr).toContain(`\`patchbay connector configure ${id}\``)
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

  it('looks at a sync with --watch until it has ended', async () => {
    const id = await connector('ending')
    const made = await opened().elastic.es.connector.syncJobPost({ id, job_type: 'full' })
    await opened().elastic.es.connector.syncJobCancel({ connector_sync_job_id: made.id })
    const ended = await patchbay('ada', 'sync', 'get', made.id, '--watch')
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^status +canceled$/m) })
  })

  it('as JSON gives a change its run and state, and nothing but that on stdout', async () => {
    await connector('scripted')
    const args = ['connector', 'delete', 'scripted', '--json']
    const unsaid = await patchbay('ada', ...args)
    expect(unsaid).toMatchObject({ code: 2, stdout: '' })
    expect(JSON.parse(unsaid.stderr)).toMatchObject({
      error: { code: 'reason.missing', field: 'reason', next: expect.stringContaining('--reason') },
    })
    const asked = await patchbay('ada', ...args, '--reason', 'not needed')
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
        what: 'a value of the wrong type for a connector that is not there yet',
        user: 'ada',
        args: ['connector', 'create', 'postgresql', '--name', 'unborn', '--set', 'port=abc'],
        code: 2,
        sentence: 'Nothing was made. `patchbay source get postgresql` shows the fields.',
      },
      {
        what: 'a change that names nothing to change',
        user: 'ada',
        args: ['connector', 'rename', 'taken'],
        code: 2,
        sentence: '--help shows what it takes',
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
