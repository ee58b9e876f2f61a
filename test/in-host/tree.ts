import assert from 'node:assert/strict'
import { after, before, describe, it } from 'mocha'
import * as vscode from 'vscode'
import type { Services } from '../../vscode-extension/src/commands/services.ts'
import { readGround, until, useClusters } from './ground.ts'

type Tree = Services['tree']
type Node = Awaited<ReturnType<Tree['getChildren']>>[number]

const ids = (nodes: readonly Node[]): string[] =>
  nodes.flatMap((node) => (node.kind === 'connector' ? [node.connector.id] : []))

describe('the tree', () => {
  let tree: Tree
  let all = 0
  const rows = async (): Promise<Node[]> => {
    const [cluster] = await tree.getChildren()
    assert.ok(cluster)
    let found: Node[] = []
    await until(async () => {
      found = await tree.getChildren(cluster)
      return found.some(({ kind }) => kind !== 'message')
    })
    return found
  }

  before(async () => {
    const { url, connectors } = await readGround()
    all = connectors
    ;({ tree } = await useClusters({ name: 'test', url, username: 'ada', guarded: true }))
  })
  after(() => useClusters())

  it('says of each row what it is, for the eye and for whoever hears it', async () => {
    await tree.change({ filter: 'products' })
    const [first, ...others] = (await rows()).filter(({ kind }) => kind === 'connector')
    assert.ok(first)
    assert.equal(others.length, 0)
    const item = tree.getTreeItem(first)
    assert.equal(item.label, 'products')
    assert.equal(item.description, 'not configured yet')
    assert.equal(item.accessibilityInformation?.label, 'products, Needs Configuration, not configured yet')
    assert.equal(tree.getTreeItem({ kind: 'cluster', cluster: 'test' }).description, '8.17.10 · guarded')
    const parts = await tree.getChildren(first)
    assert.deepEqual(
      parts.map((part) => part.kind === 'part' && part.part.name),
      ['jobs', 'schedule', 'rules', 'key', 'configuration', 'index', 'health'],
    )
    await tree.change({ filter: '' })
  })

  it('loads page after page until every connector is there once', async () => {
    const sizes: number[] = []
    let shown: Node[] = []
    await until(async () => {
      shown = await rows()
      return ids(shown).length > 1
    })
    for (;;) {
      sizes.push(ids(shown).length)
      const more = shown.find(({ kind }) => kind === 'more')
      if (more === undefined) break
      const last = sizes.at(-1) ?? 0
      assert.equal(tree.getTreeItem(more).description, `${last} of ${all}`)
      await vscode.commands.executeCommand('patchbay.loadMore', more)
      await until(async () => {
        shown = await rows()
        return ids(shown).length > last
      })
    }
    assert.deepEqual(sizes, [100, 200, all])
    assert.equal(new Set(ids(shown)).size, all)
    // Another filter begins anew, and so does none.
    await tree.change({ filter: 'copy 24' })
    await until(async () => ids(await rows()).length === 10)
    await vscode.commands.executeCommand('patchbay.clearFilter')
    await until(async () => ids(await rows()).length === 100)
  })

  it('shows the others while one cluster does not answer, and why that one does not', async () => {
    const { url } = await readGround()
    await useClusters(
      { name: 'test', url, username: 'ada' },
      { name: 'gone', url: 'http://127.0.0.1:9', username: 'ada' },
    )
    const [, gone] = await tree.getChildren()
    assert.ok(gone)
    assert.ok(ids(await rows()).length > 0)
    let said: Node[] = []
    await until(async () => {
      said = await tree.getChildren(gone)
      return said.some((node) => node.kind === 'message' && node.action === 'retry')
    })
    const [problem] = said
    assert.ok(problem)
    assert.match(tree.getTreeItem(problem).accessibilityInformation?.label ?? '', /can't be reached/)
    assert.equal(tree.getTreeItem(problem).command?.command, 'patchbay.refresh')
  })
})
