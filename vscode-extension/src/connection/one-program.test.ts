import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { OneProgram } from './one-program.ts'

describe('OneProgram', () => {
  let folder = ''
  const path = () => join(folder, 'program.cjs')
  const starts = async (): Promise<string[]> =>
    (await readFile(join(folder, 'starts'), 'utf8')).trim().split('\n')
  const program = (...given: string[]) => ({ path: path(), arguments: [folder, ...given], env: {} })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-program-'))
    await writeFile(
      path(),
      `const [folder, fails] = process.argv.slice(2)
require('node:fs').appendFileSync(folder + '/starts', process.pid + '\\n')
if (fails) { process.stderr.write('the folder is taken'); process.exit(1) }
process.stdout.write('ready ' + process.pid + '\\n')
process.stdin.resume().once('end', () => process.exit(0))
`,
    )
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('starts once for two that ask at the same time, and is over when a signal ended it', async () => {
    const one = new OneProgram()
    expect(one.running).toBe(false)
    const [first, second] = await Promise.all([one.start(program()), one.start(program())])
    expect(first).toBe(second)
    const [pid, ...others] = await starts()
    expect(others).toEqual([])
    expect(first.line).toBe(`ready ${pid}`)
    expect(one.running).toBe(true)
    process.kill(Number(pid), 'SIGKILL')
    await vi.waitFor(() => expect(one.running).toBe(false))
    expect((await one.start(program())).line).toMatch(/^ready/)
    expect(await starts()).toHaveLength(2)
    one.end()
    await vi.waitFor(() => expect(one.running).toBe(false))
  })

  it('hands back what the program said when it did not start', async () => {
    const one = new OneProgram()
    expect(await one.start(program('fails'))).toEqual({ line: undefined, complaint: 'the folder is taken' })
  })
})
