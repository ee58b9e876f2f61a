import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { connectorKeysFile } from '@patchbay/core/sync'
import { workFor } from './drive-road.ts'
import { showStepsOn } from './show-step.ts'
import { startPracticeBot } from './start-practice-bot.ts'
import { startStack } from './start-stack.ts'

const folderName = '.patchbay/local'

/** What to try, as it can be copied. */
const tries = (port: number, passwordFile: string): string[] => [
  'npx patchbay connector create postgresql --name products',
  `npx patchbay connector configure products --set host=127.0.0.1 --set port=${port} --set database=shop \\`,
  `    --set schema=public --set 'tables=*' --set username=patchbay --set-file password=${passwordFile}`,
  'npx patchbay api-key generate products',
  'npx patchbay sync start products',
  'npx patchbay connector get products',
  'npx patchbay api-key rotate products --reason "to see it"     asks; it says what the others run',
  'npx patchbay approval list --as grace                         grace decides, as: approval decide RUN --approve --as grace',
]

/** The local stack with its worker, until the signal is aborted. What it made stays for the next time. */
export const stayUp = async (print: (line?: string) => void, signal: AbortSignal): Promise<void> => {
  const folder = resolve(folderName)
  print('Patchbay 0.1.0 on this machine')
  print()
  const show = showStepsOn(process.stdout)
  const stack = await startStack({ folder, port: 9200, show })
  try {
    const passwordFile = `${folderName}/postgres-password`
    await writeFile(join(folder, 'postgres-password'), stack.credentials.postgresPassword, { mode: 0o600 })
    const keysFile = join(folder, 'connector-keys.json')
    const worker = await workFor(stack, {
      keys: connectorKeysFile(keysFile),
      log: print,
      ownFiles: [join(folder, 'credentials.json'), keysFile],
    })
    print(
      `  ● Worker                         in this process; keys of self-managed connectors: ${folderName}/connector-keys.json`,
    )
    print(
      `  ● People                         ada (operator, yourself by default), grace (approver: --as grace), elastic`,
    )
    print(
      `                                   passwords in ${folderName}/credentials.json, readable by you alone`,
    )
    const practice = await show('Slack (practice)', async () => {
      const value = await startPracticeBot(stack, print)
      return { figure: `${value.url} in a browser: ada asks, grace approves`, value }
    })
    print()
    print('Try, in another terminal:')
    for (const line of tries(stack.database.port, passwordFile)) print(`  ${line}`)
    print()
    print('Ctrl-C stops all of it; what it made stays.')
    await new Promise<void>((done) => {
      if (signal.aborted) done()
      else signal.addEventListener('abort', () => done(), { once: true })
    })
    print('Stopping …')
    await practice.stop()
    await worker.stop()
  } finally {
    await stack.stop()
  }
}
