import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { parseRequestFile } from '../../vscode-extension/src/request-file/parse-request-file.ts'
import { buildExtension } from '../../vscode-extension/scripts/build.ts'
import type { Figure } from './figure.ts'
import { completing } from './vscode-completion.ts'
import { starting } from './vscode-start.ts'

const size = 5_000_000
const rounds = 15

/** A bulk request and a search, as a long request file has them; `at` keeps them different. */
const requests = (at: number): string => {
  const lines = Array.from(
    { length: 20 },
    (_, line) =>
      `{"index":{"_index":"desks","_id":"${at}-${line}"}}\n{"name":"Walnut desk no. ${line}","price":${at}.5,` +
      `"tags":["oak","walnut"],"note":"\\"oiled\\" by hand","stock":{"shop":${line},"store":null,"sold":false}}`,
  )
  return [
    `# @name load-${at}\nPOST _bulk\n${lines.join('\n')}\n`,
    `// what is dear\nGET desks/_search?q=${at}`,
    '{\n  "query": {\n    "range": { "price": { "gte": 100 } } // euros\n  },\n  "size": {{size}}\n}\n\n',
  ].join('\n')
}

const ofLength = (length: number, unit: (at: number) => string, between = ''): string => {
  const units: string[] = []
  for (let at = 0, total = 0; total < length; at++) {
    const next = unit(at)
    units.push(next)
    total += next.length + between.length
  }
  return units.join(between)
}

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

const timed = (work: () => unknown): number => {
  const started = performance.now()
  work()
  return performance.now() - started
}

const round = (value: number): number => Math.round(value * 10) / 10

/** Parsing a request file of 5 MB, beside JSON.parse of as much JSON in the same run. */
const parsing = (): Figure[] => {
  const file = ofLength(size, requests)
  const document = (at: number): string =>
    `{"_id":"${at}","name":"Walnut desk no. ${at}","price":${at}.5,"tags":["oak","walnut"],"note":"\\"oiled\\" by hand"}`
  const json = `[${ofLength(size, document, ',')}]`
  const [parse, jsonParse]: [number[], number[]] = [[], []]
  const started = performance.now()
  const { requests: found, problems } = parseRequestFile(file)
  const first = performance.now() - started
  if (problems.length > 0) throw new Error(`The sample has a problem: ${problems[0]?.message}`)
  // By turns: what else the machine does shall weigh on both.
  for (let at = 0; at < rounds; at++) {
    parse.push(timed(() => parseRequestFile(file)))
    jsonParse.push(timed(() => JSON.parse(json)))
  }
  return [
    {
      figure: 'vscode.parse-5mb-ms',
      value: round(median(parse)),
      unit: 'ms, median',
      beside: {
        jsonParseMs: round(median(jsonParse)),
        // Before the compiler has seen the parser.
        firstMs: round(first),
        worstMs: round(Math.max(...parse)),
        characters: file.length,
        requests: found.length,
      },
    },
  ]
}

/** What a start of the editor loads, beside what is loaded later; and the whole package. */
const weights = async (): Promise<Figure[]> => {
  const { extension = 0, ...later } = await buildExtension(true)
  // A process of its own: packing talks on stdout, where only figures belong.
  await promisify(execFile)(process.execPath, ['vscode-extension/scripts/package.ts'])
  const { size: bytes } = await stat('vscode-extension/dist/patchbay.vsix')
  return [
    { figure: 'vscode.activation-kb', value: extension, unit: 'KB', beside: later },
    { figure: 'vscode.vsix-kb', value: Math.ceil(bytes / 1024), unit: 'KB' },
  ]
}

/** The extension's figures that need no editor. */
export const vscode = async (): Promise<Figure[]> => [
  ...parsing(),
  ...(await weights()),
  ...(await completing()),
  ...(await starting()),
]
