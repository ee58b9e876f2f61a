import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'

const extension = resolve('vscode-extension')

/** What was built of the extension for a web page alone, in a made-up language that marks every text that it translates. */
export const copyWebExtension = async (): Promise<{ folder: string; remove: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-web-'))
  for (const name of ['l10n', 'syntaxes', 'language-configuration.json', 'package.nls.json'])
    await cp(join(extension, name), join(folder, name), { recursive: true })
  for (const name of ['web.cjs', 'elasticsearch-api.json'])
    await cp(join(extension, 'dist', name), join(folder, 'dist', name))
  for (const [from, to] of [
    ['l10n/bundle.l10n.json', 'l10n/bundle.l10n.qps.json'],
    ['package.nls.json', 'package.nls.qps.json'],
  ] as const) {
    const texts = z
      .record(z.string(), z.string())
      .parse(JSON.parse(await readFile(join(extension, from), 'utf8')))
    const marked = Object.entries(texts).map(([key, english]) => [key, `${english}⁂`])
    await writeFile(join(folder, to), JSON.stringify(Object.fromEntries(marked)))
  }
  // An editor in a web page passes over what needs a machine; this one has a machine beside it, and would not.
  const {
    main: _main,
    extensionKind: _kind,
    ...manifest
  } = z
    .looseObject({
      main: z.literal('./dist/extension.cjs'),
      extensionKind: z.tuple([z.literal('ui'), z.literal('workspace')]),
    })
    .parse(JSON.parse(await readFile(join(extension, 'package.json'), 'utf8')))
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  return { folder, remove: () => rm(folder, { recursive: true }) }
}
