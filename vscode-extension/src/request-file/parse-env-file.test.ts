import { expect, it } from 'vitest'
import { parseEnvFile } from './parse-env-file.ts'

it('reads names, values and where they stand', () => {
  const text = [
    '# comment',
    'A=b',
    'export C = d # e',
    'F="g#h\\n\\"i\\"" # j',
    "K='l\\n'",
    'EMPTY=',
    'URL=http://x/#y',
    'nothing here',
    'W=z\r',
  ].join('\n')
  expect(parseEnvFile(text)).toEqual([
    { name: 'A', value: 'b', line: 2 },
    { name: 'C', value: 'd', line: 3 },
    { name: 'F', value: 'g#h\n"i"', line: 4 },
    { name: 'K', value: 'l\\n', line: 5 },
    { name: 'EMPTY', value: '', line: 6 },
    { name: 'URL', value: 'http://x/#y', line: 7 },
    { name: 'W', value: 'z', line: 9 },
  ])
})
