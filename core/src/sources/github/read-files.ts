import { z } from 'zod'
import type { SourceDocument, SourceFile } from '../data-source.ts'
import { extensionOf, fileDocument, fileSchema, type TreeFile } from './documents.ts'
import { answerOf, explainError, isGone } from './explain-error.ts'
import { Incomplete } from './incomplete.ts'
import { type Reading, where } from './read-repository.ts'

const readable = new Set(['.md', '.markdown', '.rst'])

const treeSchema = z.object({ tree: z.array(fileSchema), truncated: z.boolean().default(false) })
const commitsSchema = z.array(z.object({ commit: z.object({ committer: z.object({ date: z.string() }) }) }))

/** The files that are read, on the default branch; after a cursor, all of them where something was pushed since. */
export async function* filesOf(reading: Reading): AsyncGenerator<SourceDocument> {
  const { repository, since } = reading
  const pushed = repository.pushed_at
  if (since !== undefined && pushed && Date.parse(pushed) < Date.parse(since)) return
  yield* filesOn(reading, repository.default_branch)
}

/** The files that are read of a branch; none in a repository without a commit. */
export async function* filesOn(reading: Reading, branch: string): AsyncGenerator<SourceDocument> {
  const tree = await treeOf(reading, branch)
  for (const file of tree?.tree ?? []) {
    if (file.type === 'blob') yield* documentsOf(reading, file, branch)
  }
  if (tree?.truncated === true) throw new Incomplete('it has more files than GitHub names at once')
}

/** The files that are read directly in a folder of the default branch. */
export async function* filesIn(reading: Reading, path: string): AsyncGenerator<SourceDocument> {
  const { data } = await reading.client.request('GET /repos/{owner}/{repo}/contents/{path}', {
    ...where(reading),
    path: path.replaceAll(/^\/+|\/+$/g, ''),
  })
  for (const file of z.array(fileSchema).parse([data].flat())) {
    if (file.type === 'file') yield* documentsOf(reading, file, reading.repository.default_branch)
  }
}

async function* documentsOf(
  reading: Reading,
  file: TreeFile,
  branch: string,
): AsyncGenerator<SourceDocument> {
  if (!readable.has(extensionOf(file.path).toLowerCase())) return
  const { data } = await reading.client.request('GET /repos/{owner}/{repo}/commits', {
    ...where(reading),
    path: file.path,
    sha: branch,
    per_page: 1,
  })
  const [commit] = commitsSchema.parse(data)
  const document = fileDocument(reading.repository, file, commit?.commit.committer.date)
  yield { ...document, file: contentOf(reading, file) }
}

const treeOf = async (reading: Reading, branch: string) => {
  try {
    const { data } = await reading.client.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      ...where(reading),
      tree_sha: branch,
      recursive: '1',
    })
    return treeSchema.parse(data)
  } catch (error) {
    // A repository without a commit.
    if (answerOf(error)?.status === 409) return undefined
    throw error
  }
}

const blobSchema = z.object({ content: z.string(), encoding: z.literal('base64') })

const contentOf = (reading: Reading, { path, sha, size = 0 }: TreeFile): SourceFile => ({
  name: `${reading.repository.full_name}/${path}`,
  size,
  async read(signal) {
    const { client, settings } = reading
    try {
      const { data } = await client.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
        ...where(reading),
        file_sha: sha,
        request: { signal },
      })
      return Buffer.from(blobSchema.parse(data).content, 'base64')
    } catch (error) {
      signal.throwIfAborted()
      if (isGone(error)) return undefined
      throw explainError(error, settings)
    }
  },
})
