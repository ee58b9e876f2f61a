import { describe, expect, it } from 'vitest'
import { PatchbayError } from '../errors.ts'
import { printable } from '../lib/printable.ts'
import { Secret } from '../secrets/secret.ts'
import { exitCodeOf } from './exit-code.ts'
import { errorJson, renderError, wordsOf } from './render-error.ts'
import { renderPlan } from './render-plan.ts'
import { renderTable } from './render-table.ts'
import { age } from './render-time.ts'
import { renderValue } from './render-value.ts'
import { reveal } from './reveal.ts'

const view = { now: new Date('2026-11-24T12:00:00Z'), width: 80 }

describe('renderTable', () => {
  it('aligns columns by what a terminal shows, wide characters counted twice', () => {
    expect(
      renderTable(
        ['name', 'index'],
        [
          ['製品', 'a'],
          ['products', 'b'],
        ],
        80,
      ),
    ).toEqual(['name      index', '製品      a', 'products  b'])
  })

  it('takes from the widest column until the row fits, and marks what is cut', () => {
    const [, row = ''] = renderTable(['id', 'error'], [['1234', 'x'.repeat(100)]], 30)
    expect(row).toHaveLength(30)
    expect(row.endsWith('…')).toBe(true)
    expect(row.startsWith('1234')).toBe(true)
  })

  it('writes out what could move the terminal', () => {
    expect(renderTable(['name'], [['a\u001b[2Jb']], 80)[1]).toBe('a\\u{1b}[2Jb')
  })
})

describe('a list that says what to do', () => {
  const items = [
    { state: 'ok', check: 'version', found: 'Elasticsearch 8.19.0', next: null },
    {
      state: 'problem',
      check: 'roles',
      found: 'patchbay-member lacks monitor, which this version of Patchbay gives it',
      next: 'An administrator runs `patchbay cluster setup`; it puts right what differs.',
    },
  ]

  it('keeps its sentences whole where there is no room for a table, and is one where there is', () => {
    expect(renderValue({ items }, { ...view, width: 64 })).toEqual([
      'state    check    found, next',
      'ok       version  Elasticsearch 8.19.0',
      'problem  roles    patchbay-member lacks monitor, which this',
      '                  version of Patchbay gives it',
      '                  next: An administrator runs `patchbay cluster',
      '                  setup`; it puts right what differs.',
    ])
    const wide = renderValue({ items }, { ...view, width: 200 })
    expect(wide).toHaveLength(3)
    expect(wide[2]).toMatch(/gives it  An administrator/)
  })

  it('leaves out short columns, from the right, before it cuts a sentence', () => {
    const [heading = '', ...lines] = renderValue(
      { items: items.map((item) => ({ ...item, id: 'x'.repeat(25) })) },
      { ...view, width: 60, columns: ['state', 'check', 'id', 'found', 'next'] },
    )
    expect(heading).toBe('state    check    found, next')
    expect(lines.join(' ').replaceAll(/ +/g, ' ')).toContain('it puts right what differs.')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60)
  })
})

describe('renderPlan', () => {
  const plan = {
    headline: 'Rotate API key · products (postgresql, managed)',
    changes: [
      { what: 'api_key_id', from: 'VuaCfGcB', to: 'a new key' },
      { what: 'connector secret', to: 'a new one, checked before it is used' },
    ],
    stays: ['the old key works until no sync uses it'],
    after: ['old key and old secret are gone'],
    irreversible: "it can't be undone",
  }

  it('puts what a thing becomes on a line of its own where both have no room on one', () => {
    const long = {
      ...plan,
      changes: [{ what: 'schedule', from: 'every day at 02:00 UTC', to: 'x'.repeat(50) }],
    }
    expect(renderPlan(long, { width: 80 }).slice(1, 3)).toEqual([
      '  changes   schedule  every day at 02:00 UTC',
      `                      ->  ${'x'.repeat(50)}`,
    ])
  })

  it('reads like a diff, one block for each question', () => {
    expect(renderPlan(plan, { reason: 'quarterly rotation', risk: 'guarded', width: 80 })).toEqual([
      'Rotate API key · products (postgresql, managed)                          guarded',
      '  why       "quarterly rotation"',
      '  changes   api_key_id        VuaCfGcB  ->  a new key',
      '            connector secret  a new one, checked before it is used',
      '  stays     the old key works until no sync uses it',
      '  after     old key and old secret are gone',
      "  for good  it can't be undone",
    ])
  })

  it('never lets a reason pretend to be another line', () => {
    const [, why] = renderPlan(plan, { reason: 'x"\n  after  nothing happens', width: 80 })
    expect(why).toContain('x"\\n')
  })
})

describe('renderValue', () => {
  it('shows a list as a table, counts with separators and times as ages', () => {
    const items = [
      { name: 'products', documents: 4200, managed: true, error: null, lastSynced: '2026-11-24T11:58:00Z' },
    ]
    const [heading, row] = renderValue({ items }, view)
    expect(heading).toMatch(/^name +documents +managed +last synced$/)
    expect(row).toMatch(/^products +4,200 +yes +2 min ago$/)
  })

  it('shows an object one field a line, what is in it below it, and nothing for what is empty', () => {
    expect(
      renderValue({ name: 'products', port: 5432, schedule: { full: 'off' }, tables: ['a', 'b'] }, view),
    ).toEqual(['name      products', 'port      5432', 'schedule', '  full  off', 'tables    a, b'])
  })

  it('says that a list is empty', () => {
    expect(renderValue({ items: [] }, view)).toEqual(['Nothing found.'])
    expect(renderValue({ syncs: {} }, view)).toEqual(['syncs  -'])
  })

  it('names a column as a person reads it, and says in a cell what a list of things says', () => {
    const results = [{ status: 'completed', kind: 'full', changed: 4200 }]
    expect(renderValue({ items: [{ p95Seconds: 1.5, volumeMiB: 3, results }] }, view)).toEqual([
      'p95 seconds  volume MiB  results',
      '1.5          3           completed · full · 4,200 changed',
    ])
  })

  it('shows what stands beside a list, such as a key that is shown once, and no number that says nothing', () => {
    const items = [{ what: 'policy', state: 'created' }]
    expect(renderValue({ items, total: 1 }, view)).toHaveLength(2)
    expect(
      renderValue({ items, service: { service: 'worker', apiKey: 'c2VjcmV0' }, total: 30 }, view),
    ).toEqual([
      'what    state',
      'policy  created',
      '',
      'service',
      '  service  worker',
      '  api key  c2VjcmV0',
      'total    30',
    ])
  })

  it('shows an advanced rule as the JSON that it is, and no key that could move the terminal', () => {
    const stages = { pipeline: [{ $match: { no_cursor: 1 } }, { $project: { plot: 0 } }] }
    const shown = renderValue({ rules: [], advanced: { aggregate: stages } }, view)
    expect(shown[1]).toBe('advanced')
    expect(JSON.parse(shown.slice(2).join('\n'))).toEqual({ aggregate: stages })
    expect(renderValue({ advanced: null }, view)).toEqual(['advanced  -'])
    const key = 'a\u001b[2J'
    for (const value of [{ b: 1 }, [{ b: 1 }], 'one\ntwo', 1]) {
      const lines = renderValue({ [key]: value, advanced: { [`${key}\u202e`]: 1 } }, view)
      expect(lines.map(printable)).toEqual(lines)
    }
  })

  it('keeps the lines of a text that is there to be copied', () => {
    expect(renderValue({ config: 'a: 1\nb: 2\n' }, view)).toEqual(['config', '  a: 1', '  b: 2'])
  })
})

describe('reveal', () => {
  it('makes delivered secrets readable, wherever they are', () => {
    expect(reveal({ key: new Secret('k'), deep: [{ other: new Secret('o') }], n: 1 })).toEqual({
      key: 'k',
      deep: [{ other: 'o' }],
      n: 1,
    })
  })
})

describe('age', () => {
  const now = new Date('2026-11-24T12:00:00Z')
  it.each([
    ['2026-11-24T11:59:59.500Z', 'now'],
    ['2026-11-24T11:58:01Z', '1 min ago'],
    ['2026-11-22T11:58:01Z', '2 d ago'],
    ['2026-11-24T15:00:00Z', 'in 3 h'],
  ])('tells %s as %s', (at, words) => {
    expect(age(new Date(at), now)).toBe(words)
  })
})

describe('errors in words', () => {
  const error = new PatchbayError('input.invalid', 'port: must be a whole number, got "abc".', {
    field: 'port',
    next: 'Nothing was changed.',
  })

  it('says what happened, what to do next, and the code to search for', () => {
    expect(renderError(error)).toEqual([
      'port: must be a whole number, got "abc".',
      'Nothing was changed. (input.invalid)',
    ])
  })

  it('is one line of JSON for a script', () => {
    expect(JSON.parse(errorJson(error))).toEqual({
      error: {
        code: 'input.invalid',
        field: 'port',
        message: 'port: must be a whole number, got "abc".',
        next: 'Nothing was changed.',
      },
    })
  })

  it('always names a next step', () => {
    expect(wordsOf(new PatchbayError('elasticsearch.conflict', 'x')).next).not.toBe('')
    expect(wordsOf(new PatchbayError('run.failed', 'x', { run: 'R' })).next).toContain('approval get R')
    expect(wordsOf(new TypeError('x is undefined')).code).toBe('bug')
  })

  it('keeps control characters of a server out of the terminal', () => {
    expect(renderError(new PatchbayError('run.failed', 'a\u001b[31mb', { next: 'n' }))[0]).toBe(
      'a\\u{1b}[31mb',
    )
  })

  it('tells wrong usage, refusals and failures apart by the exit code', () => {
    expect([
      exitCodeOf('config.invalid'),
      exitCodeOf('privilege.missing'),
      exitCodeOf('sync.failed'),
    ]).toEqual([2, 4, 1])
  })
})
