import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { z } from 'zod'
import { spawnCli } from '../command-line/patchbay-cli.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { teamPassword } from '../team/open-team.ts'
import type { Figure } from './figure.ts'
import { fillConnectors } from './fill-connectors.ts'

const rounds = 15
const connectors = 10_000

const median = (values: readonly number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN)

/** The median of several rounds, the first of which fills the caches and doesn't count. */
const timeOf = async (act: () => Promise<unknown>): Promise<number> => {
  const times: number[] = []
  await act()
  for (let at = 0; at < rounds; at += 1) {
    const started = performance.now()
    await act()
    times.push(performance.now() - started)
  }
  return median(times)
}

const cli = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> => {
  const { code, stdout, stderr } = await spawnCli(args, { cwd: tmpdir(), env })
  if (code !== 0) throw new Error(`patchbay ${args.join(' ')} ended with ${code}: ${stderr}`)
  return stdout
}

const emptyNode = async (): Promise<void> => {
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'close')
}

/** How long a person waits for help, and for a list on a cluster with very many connectors. */
export const commandLine = async (): Promise<Figure[]> => {
  const node = await timeOf(emptyNode)
  const start = await timeOf(() => cli(['--help'], {}))
  const uncached = await timeOf(() => cli(['--help'], { NODE_DISABLE_COMPILE_CACHE: '1' }))
  const { team, close } = await openLocalTeam()
  try {
    await fillConnectors(team, connectors)
    const env = { ES_URL: team.url, ES_USER: 'ada', ES_PASSWORD: teamPassword }
    const listed = z
      .object({ items: z.array(z.unknown()) })
      .parse(JSON.parse(await cli(['connector', 'list', '--json'], env)))
    const list = await timeOf(() => cli(['connector', 'list'], env))
    const named = await timeOf(() => cli(['connector', 'get', 'copy 9876'], env))
    return [
      {
        figure: 'cli.start-ms',
        value: start,
        unit: 'ms from start to end of help',
        beside: { 'empty node': node, 'without kept code': uncached, rounds },
      },
      {
        figure: 'cli.list-10k-ms',
        value: list - start,
        unit: 'ms more than help',
        beside: { whole: list, shown: listed.items.length, connectors, 'get by name, whole': named },
      },
    ]
  } finally {
    await close()
  }
}
