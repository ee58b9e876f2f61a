import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { connect, Secret, systemClock, systemIds } from '@patchbay/core'
import { sources, startWorker, type Worker } from '@patchbay/core/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Finished, spawnCli, startCli } from '../command-line/patchbay-cli.ts'
import { type Mongodb, startMongodb, whyNoMongodb } from '../fixtures/start-mongodb.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { resultOf, type Team, teamPassword } from '../team/open-team.ts'

const example = 'examples/mongodb'
const ulid = /\b[0-9A-HJKMNP-TV-Z]{26}\b/
const service = z.object({ service: z.object({ apiKey: z.instanceof(Secret) }) })
const started = z.object({ result: z.object({ job: z.string() }) })

/** The commands of a section of the example's README, in their order. */
const commandsUnder = async (title: string): Promise<string[]> => {
  const readme = await readFile(join(example, 'README.md'), 'utf8')
  const section = readme.split(/^## /m).find((one) => one.startsWith(`${title}\n`)) ?? ''
  return [...section.matchAll(/^ {4}(\S.*)$/gm)].map(([, command]) => command ?? '')
}

/** As a shell takes a line apart that has no more than quotes in it. */
const words = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

const why = whyNoMongodb()

describe.skipIf(why !== undefined)('the example of MongoDB, by the commands of its README', () => {
  let server: Mongodb
  let opened: { team: Team; close: () => Promise<void> }
  let worker: Worker
  let folder = ''
  let run = ''

  beforeAll(async () => {
    server = await startMongodb()
    opened = await openLocalTeam()
    const { url, core, elastic } = opened.team
    folder = await mkdtemp(join(tmpdir(), 'patchbay-example-'))
    // As `npm start` leaves it, and MongoDB at another port.
    await mkdir(join(folder, '.patchbay/local'), { recursive: true })
    const credentials = { url, users: { ada: teamPassword, grace: teamPassword }, services: {} }
    await writeFile(join(folder, '.patchbay/local/credentials.json'), JSON.stringify(credentials), {
      mode: 0o600,
    })
    await cp(example, join(folder, example), {
      recursive: true,
      filter: (path) => !/node_modules/.test(path),
    })
    const values = await readFile(join(example, 'films.yaml'), 'utf8')
    await writeFile(
      join(folder, example, 'films.yaml'),
      values.replace('host: 127.0.0.1:27017', `host: ${server.host}`),
    )
    const made = resultOf(await core.run(elastic, 'cluster.setup', { service: 'worker' }))
    const open = (apiKey: Secret) => connect({ url, auth: { kind: 'api-key', apiKey } })
    worker = await startWorker({
      es: open(service.parse(made).service.apiKey),
      connectTo: open,
      keys: () => undefined,
      sources,
      clock: systemClock,
      ids: systemIds,
      observe: () => undefined,
    })
  })
  afterAll(async () => {
    await worker?.stop()
    await opened?.close()
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const patchbay = async (...args: string[]): Promise<Finished> => {
    const finished = await spawnCli(args, { cwd: folder })
    run = ulid.exec(finished.stdout)?.[0] ?? run
    return finished
  }
  /** What a command prints; one that starts a sync is followed to the sync's end. */
  const follow = async (command: string): Promise<string> => {
    const [program, ...args] = words(command.replace('RUN', run))
    if (program === 'node') {
      const [, script = '', what = ''] = args
      const to = `mongodb://${server.host}/?directConnection=true`
      return (await promisify(execFile)(process.execPath, [resolve(script), what, to])).stdout
    }
    const [, ...said] = args
    if (said[0] !== 'sync' || said[1] !== 'start') {
      const { code, stdout, stderr } = await patchbay(...said)
      expect({ command, code, stderr: code === 0 ? '' : stderr }).toEqual({ command, code: 0, stderr: '' })
      return stdout
    }
    const { stdout } = await patchbay(...said, '--json')
    const { job } = started.parse(JSON.parse(stdout)).result
    const ended = await patchbay('sync', 'watch', job)
    expect(ended.stdout).toMatch(/^status +completed$/m)
    return ended.stdout
  }
  const followAll = async (commands: readonly string[]): Promise<string[]> => {
    const printed: string[] = []
    for (const command of commands) printed.push(await follow(command))
    return printed
  }

  it('copies the films', async () => {
    expect((await commandsUnder('Two servers')).at(-1)).toMatch(/^node .* load$/)
    const [loaded] = await followAll((await commandsUnder('Two servers')).slice(-1))
    expect(loaded).toBe('12 films are in cinema.films.\n')
    const printed = await followAll(await commandsUnder('The first sync'))
    expect(printed.at(-3)).toMatch(/^indexed documents +12$/m)
    expect(printed.at(-1)).toContain('The Great Train Robbery')
  })

  it('copies what changed by an incremental sync', async () => {
    const printed = await followAll(await commandsUnder('What changed'))
    expect(printed.at(2)).toMatch(/^indexed documents +2$/m)
    expect(printed.at(3)).toContain('Nosferatu')
  })

  it('leaves out what a rule excludes that was approved, and deletes what is gone', async () => {
    const commands = await commandsUnder('Rules')
    const waits = commands.findIndex((command) => command.endsWith('--wait'))
    const [, tried] = await followAll(commands.slice(0, waits))
    expect(tried).toMatch(/^ +left out +2$/m)
    const [, , ...activate] = words(commands[waits] ?? '')
    const { child, finished } = startCli(activate, { cwd: folder })
    // It says who may decide, then waits; where it ends before, what follows fails and tells why.
    const asked = new Promise<void>((done) => {
      let said = ''
      const hear = (chunk: Buffer): void => void (ulid.test((said += chunk)) && done())
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('close', () => done())
    })
    await asked
    await followAll(commands.slice(waits + 1, waits + 3))
    expect(await finished()).toMatchObject({ code: 0 })
    const [deleted, , sample] = await followAll(commands.slice(waits + 3))
    expect(deleted).toMatch(/^deleted documents +3$/m)
    expect(sample).toMatch(/^ +read +10$/m)
  })

  it('asks before it takes all of it away', async () => {
    const [away = ''] = await commandsUnder('Away with it')
    expect(await patchbay(...words(away).slice(2))).toMatchObject({ code: 3 })
  })
})
