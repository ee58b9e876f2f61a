import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Team, teamPassword } from '../team/open-team.ts'
import { type Finished, runCli } from './patchbay-cli.ts'

const requests = z.object({
  items: z.array(z.object({ run: z.string(), target: z.string().nullable(), reason: z.string().nullable() })),
})

/** What a person gives the command line beside flags: a file of values, answers to questions, secrets. */
export const personCases = (opened: () => Team): void => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-cli-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const as = (user: string) => ({
    cwd: folder,
    env: { ES_URL: opened().url, ES_USER: user, ES_PASSWORD: teamPassword },
  })
  const patchbay = (user: string, ...args: string[]): Promise<Finished> => runCli(args, as(user))
  const json = async (user: string, ...args: string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await patchbay(user, ...args, '--json')
    if (code !== 0 && code !== 3) throw new Error(`patchbay ${args.join(' ')} ended with ${code}: ${stderr}`)
    return JSON.parse(stdout)
  }
  const connector = (name: string): Promise<unknown> =>
    json('ada', 'connector', 'create', 'postgresql', '--name', name)

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
    const asked = await runCli(['connector', 'apply', path, '--reason', 'the new shop'], { cwd: folder, env })
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

      const yes = person({ 'Delete connector': 'yes', 'Why?': 'not needed' })
      expect(await runCli(args, { ...as('ada'), ask: yes.ask })).toMatchObject({ code: 3 })
      const nobody = person({})
      const said = [...args, '--yes', '--reason', 'not needed']
      expect(await runCli(said, { ...as('ada'), ask: nobody.ask })).toMatchObject({ code: 3 })
      const reasons = async () => {
        const { items } = requests.parse(await json('ada', 'approval', 'list'))
        return items.filter(({ target }) => target === 'precious').map(({ reason }) => reason)
      }
      // Lists are a second behind the last write.
      await expect.poll(reasons, { timeout: 25_000 }).toEqual(['not needed', 'not needed'])
    })
  })
}
