import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { driveRoad } from './drive-road.ts'
import { endLeftOver } from './end-left-over.ts'
import { showStepsOn } from './show-step.ts'
import { startStack } from './start-stack.ts'

/** The whole road by itself, in a folder of its own that is wiped first, on free ports. Throws at the step that fails. */
export const runOnce = async (print: (line?: string) => void, signal: AbortSignal): Promise<void> => {
  const folder = resolve('.patchbay/once')
  await endLeftOver(join(folder, 'postgresql/data'))
  await rm(folder, { recursive: true, force: true })
  print('Patchbay 0.1.0 · the whole road on your machine, about a minute')
  print()
  const show = showStepsOn(process.stdout)
  const stack = await startStack({ folder, port: 0, show })
  try {
    await driveRoad(stack, show, signal)
  } finally {
    await stack.stop()
  }
  print()
  print('  Go on:  npm start      keeps it running, with what to try next')
}
