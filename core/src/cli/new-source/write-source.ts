import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PatchbayError } from '../../errors.ts'
import { findServiceType, suggestServiceType } from '../../protocol/service-types.ts'
import { skeleton } from './skeleton.ts'

const entry = /^ {2}([a-z0-9_]+): /

/** A line among others of its kind, where the alphabet puts it. */
const insert = (text: string, line: string, file: string): string => {
  const lines = text.split('\n')
  const key = entry.exec(line)?.[1] ?? ''
  const begins = lines.findIndex((one) => /^(export )?const \w+: .*= \{$/.test(one))
  const ends = lines.indexOf('}', begins)
  if (begins === -1 || ends === -1)
    throw new PatchbayError('config.invalid', `${file} has no list of sources.`, {
      next: 'Add the source there by hand.',
    })
  const after = lines.findIndex(
    (one, at) => at > begins && at < ends && (entry.exec(one)?.[1] ?? '').localeCompare(key) > 0,
  )
  return lines.toSpliced(after === -1 ? ends : after, 0, line).join('\n')
}

/**
 * Writes a new data source into a checkout, with its conformance test, and makes it known there.
 * @param core its folder `core/src`.
 * @returns the files that were written, how they are tested, and which files leave what to do.
 */
export const writeSource = async (
  serviceType: string,
  core: string,
): Promise<{ files: string[]; test: string; left: Record<string, string> }> => {
  const type = findServiceType(serviceType)
  if (type === undefined) {
    const meant = suggestServiceType(serviceType)
    throw new PatchbayError('input.invalid', `There is no service type "${serviceType}".`, {
      next: meant === undefined ? 'See `patchbay source list`.' : `Did you mean ${meant}?`,
    })
  }
  const registry = join(core, 'sources/registry.ts')
  if (!existsSync(registry))
    throw new PatchbayError('input.invalid', `${core} is no checkout of Patchbay.`, {
      next: 'Run it in a checkout: a new source is code.',
    })
  const { files, lines, reader, test } = skeleton(type)
  if (new RegExp(`^ {2}${type.service_type}: `, 'm').test(await readFile(registry, 'utf8')))
    throw new PatchbayError('input.invalid', `There is a source for ${type.service_type} already.`, {
      next: 'Change that one.',
    })
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(core, path)), { recursive: true })
    await writeFile(join(core, path), text, { flag: 'wx' })
  }
  for (const [path, line] of Object.entries(lines)) {
    const file = join(core, path)
    await writeFile(file, insert(await readFile(file, 'utf8'), line, file))
  }
  const left = {
    [reader]: `reads nothing yet: what asks ${type.name} goes there`,
    'sources/open-source.test.ts':
      'fails until its cases say to which host the fields lead, or that they lead nowhere',
    '../../docs/data-sources.md': 'has a row for each source',
  }
  return { files: [...Object.keys(files), ...Object.keys(lines)], test, left }
}
