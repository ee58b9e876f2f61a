import assert from 'node:assert/strict'
import { after, before, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { type CountedRequests, countRequests } from '../fixtures/count-requests.ts'
import { pause, readGround, until, useClusters } from './ground.ts'

/** How often the view looks: as often as the setting lets it. Milliseconds. */
const every = 1000

const refresh = (seconds: number | undefined): Thenable<void> =>
  vscode.workspace
    .getConfiguration('patchbay')
    .update('refreshSeconds', seconds, vscode.ConfigurationTarget.Global)

const hide = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.view.explorer')
const show = (): Thenable<unknown> => vscode.commands.executeCommand('patchbay.connectors.focus')

describe('looking again', () => {
  let way: CountedRequests
  /** When it was looked, by the first request of each look. */
  const looks = (since = 0): number[] =>
    way.seen
      .map(({ at }) => at)
      .filter((at, index, all) => at > since && at - (all[index - 1] ?? -Infinity) > every / 2)

  before(async () => {
    way = await countRequests((await readGround()).url)
    await refresh(every / 1000)
    await hide()
    await useClusters({ name: 'test', url: way.url, username: 'ada' })
  })
  after(async () => {
    await hide()
    await refresh(undefined)
    await useClusters()
    way.close()
  })

  it('goes on while the view is visible, and ends when it is not', async () => {
    assert.deepEqual(looks(), [])
    await show()
    await until(() => looks().length >= 4)
    await hide()
    // What was asked before is answered meanwhile.
    await pause(1.5 * every)
    const before = looks().length
    await pause(4 * every)
    assert.equal(looks().length, before)
    await show()
    await until(() => looks().length > before)
  })

  it('happens more and more rarely while it is refused, and as before once it is not', async () => {
    way.refuses = true
    const refusedAt = performance.now()
    await until(() => looks(refusedAt).length >= 3)
    const times = looks(refusedAt)
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0))
    // No timer ends early, so each is at least twice the one before; how much longer it is says nothing.
    for (const [index, length] of pauses.entries())
      assert.ok(length >= every * 2 ** (index + 1) * 0.9, `${pauses.join()}`)
    way.refuses = false
    await until(() => looks(refusedAt).length >= 4)
    const mended = looks(refusedAt).at(-1) ?? 0
    await until(() => looks(mended).length >= 3)
  })
})
