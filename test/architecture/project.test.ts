import { posix } from 'node:path'
import { createCore } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isProjectFile, projectFiles, readProjectFile } from './project-files.ts'

const code = projectFiles('{core,slack-bot,vscode-extension,start,test,scripts}/**/*.{ts,mjs}', '*.ts')
const documents = projectFiles('*.md', '{core,docs,slack-bot,vscode-extension,start,test}/**/*.md')
const scripts = Object.keys(
  z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readProjectFile('package.json')))
    .scripts,
)

/** `file:line text` of every line that matches. */
const lines = (files: readonly string[], pattern: RegExp): string[] =>
  files.flatMap((name) =>
    readProjectFile(name)
      .split('\n')
      .flatMap((text, at) => (pattern.test(text) ? [`${name}:${at + 1} ${text.trim()}`] : [])),
  )

describe('the code', () => {
  it('is found by this test', () => {
    expect(code.length).toBeGreaterThan(50)
    expect(code).toContain('test/architecture/project.test.ts')
  })

  it('has a median file under 100 lines, and none over 400', () => {
    const sources = code.filter((name) => !name.endsWith('.test.ts'))
    const lengths = sources.map((name) => ({ name, lines: readProjectFile(name).split('\n').length }))
    const sorted = lengths.toSorted((a, b) => a.lines - b.lines)
    expect(sorted[Math.floor(sorted.length / 2)]?.lines).toBeLessThan(100)
    expect(sorted.filter((file) => file.lines > 400)).toEqual([])
  })

  it('says why, wherever it switches a check off', () => {
    const switchedOff = lines(code, /(oxlint|eslint)-disable|@ts-expect-error/)
    const withoutReason = switchedOff.filter(
      (line) => !/ -- \S/.test(line) && !line.startsWith('test/architecture/'),
    )
    expect(withoutReason).toEqual([])
  })

  it('names no place of the machine that it was written on', () => {
    const names = lines([...code, ...documents], new RegExp(['/work', '(main|shared)'].join('/')))
    expect(names).toEqual([])
  })

  it('lets servers listen on this machine only', () => {
    expect(lines(code, new RegExp(['0', '0', '0', '0'].join('\\.')))).toEqual([])
  })
})

describe('the documents', () => {
  const commands = (pattern: RegExp) =>
    documents.flatMap((name) =>
      [...readProjectFile(name).matchAll(pattern)].map((found) => ({ name, command: found[1] })),
    )

  it('lead to files and headings that are there', () => {
    const anchors = (name: string): string[] =>
      [...readProjectFile(name).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replaceAll(' ', '-'),
      )
    const leadsNowhere = (from: string, link: string): boolean => {
      const [path = '', anchor] = link.split('#')
      const name = path === '' ? from : posix.join(posix.dirname(from), path)
      return !isProjectFile(name) || (anchor !== undefined && !anchors(name).includes(anchor))
    }
    const links = documents.flatMap((name) =>
      [...readProjectFile(name).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, link = '']) => ({
        name,
        link,
      })),
    )
    expect(links.length).toBeGreaterThan(20)
    expect(links.filter(({ name, link }) => leadsNowhere(name, link))).toEqual([])
  })

  it('name scripts that exist', () => {
    const unknown = commands(/npm run ([a-z][\w:-]*)/g).filter(
      ({ command = '' }) => !scripts.includes(command),
    )
    expect(unknown).toEqual([])
  })

  it('name operations that exist', () => {
    const words = new Set(createCore().operations.map((operation) => operation.name.replace('.', ' ')))
    const others = /^(local|worker|config|mcp|completion|help|login|cluster list|source new)\b/
    const unknown = commands(/npx patchbay ([a-z][a-z-]+(?: [a-z][a-z-]+)?)/g).filter(
      ({ command = '' }) => !others.test(command) && !words.has(command),
    )
    expect(unknown).toEqual([])
  })
})
