import { expect, it } from 'vitest'
import { type Named, walkInOrder } from './walk-in-order.ts'

const tree: Record<string, string[]> = {
  '': ['b', 'a/', 'a.txt', 'c/'],
  a: ['z', 'deep/'],
  'a/deep': ['1', '2'],
  c: ['9'],
}
const list = async (folder: string): Promise<Named[]> => {
  const found = tree[folder]
  if (found === undefined) throw new Error(`no ${folder}`)
  return found.map((name) => ({ name: name.replace('/', ''), isFolder: name.endsWith('/') }))
}

const walked = async (more: { after?: string; enters?: (entry: Named) => boolean } = {}) => {
  const paths: string[] = []
  for await (const found of walkInOrder({ list, ...more }))
    paths.push(`${'failed' in found ? '!' : ''}${found.path}`)
  return paths
}

const all = ['a', 'a/deep', 'a/deep/1', 'a/deep/2', 'a/z', 'a.txt', 'b', 'c', 'c/9']

it('finds everything in the order of names, folders before what they hold', async () => {
  expect(await walked()).toEqual(all)
  expect(await walked({ enters: ({ name }) => name !== 'deep' })).toEqual(
    all.filter((path) => !/deep\//.test(path)),
  )
})

it('goes on after any path that it found, and after one that is gone by now', async () => {
  for (const [at, after] of all.entries()) expect(await walked({ after })).toEqual(all.slice(at + 1))
  expect(await walked({ after: 'a/deep/1x' })).toEqual(all.slice(3))
  expect(await walked({ after: 'aa/gone' })).toEqual(all.slice(6))
})

it('tells a folder that can not be listed, and goes on', async () => {
  const found: string[] = []
  const failing = async (folder: string) =>
    folder === 'a' ? Promise.reject(new Error('closed')) : list(folder)
  for await (const one of walkInOrder({ list: failing }))
    found.push(`${'failed' in one ? '!' : ''}${one.path}`)
  expect(found).toEqual(['a', '!a', 'a.txt', 'b', 'c', 'c/9'])
})
