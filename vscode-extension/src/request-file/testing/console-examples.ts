/** A piece of Console text, written for these tests, and the requests that Kibana's Console sees in it. */
export interface ConsoleExample {
  readonly what: string
  readonly text: string
  readonly requests: readonly { readonly line: string; readonly bodies: readonly string[] }[]
}

export const consoleExamples: readonly ConsoleExample[] = [
  { what: 'nothing', text: '', requests: [] },
  { what: 'white space', text: ' \n\t\r\n ', requests: [] },
  { what: 'a path', text: 'GET /_cat/indices?v', requests: [{ line: 'GET /_cat/indices?v', bodies: [] }] },
  { what: 'no slash', text: 'GET _search', requests: [{ line: 'GET _search', bodies: [] }] },
  { what: 'small letters', text: 'get _search', requests: [{ line: 'GET _search', bodies: [] }] },
  { what: 'tabs', text: '\tHEAD\t\tdesks\t\n', requests: [{ line: 'HEAD desks', bodies: [] }] },
  {
    what: 'line after line',
    text: 'GET a\nDELETE b\nPATCH kbn:/c',
    requests: [
      { line: 'GET a', bodies: [] },
      { line: 'DELETE b', bodies: [] },
      { line: 'PATCH kbn:/c', bodies: [] },
    ],
  },
  {
    what: 'a body',
    text: 'POST desks/_search\n{\n  "query": { "match": { "name": "oak" } }\n}\n',
    requests: [{ line: 'POST desks/_search', bodies: ['{\n  "query": { "match": { "name": "oak" } }\n}'] }],
  },
  {
    what: 'a body, then a request at once',
    text: 'PUT a\n{"b":1}\nGET c',
    requests: [
      { line: 'PUT a', bodies: ['{"b":1}'] },
      { line: 'GET c', bodies: [] },
    ],
  },
  {
    what: 'several bodies',
    text: 'POST _bulk\n{"index":{"_id":1}}\n{"name":"desk"}\n{"delete":{"_id":2}}\n\nGET c',
    requests: [
      { line: 'POST _bulk', bodies: ['{"index":{"_id":1}}', '{"name":"desk"}', '{"delete":{"_id":2}}'] },
      { line: 'GET c', bodies: [] },
    ],
  },
  {
    what: 'bodies over several lines',
    text: 'GET _msearch\n{\n}\n{\n  "size": 0\n}\n',
    requests: [{ line: 'GET _msearch', bodies: ['{\n}', '{\n  "size": 0\n}'] }],
  },
  {
    what: 'comments between',
    text: '# one\n// two\n/* three\n four */\nGET a # five\n# six\nGET b // seven\n/* eight */ GET c\n#nine',
    requests: [
      { line: 'GET a', bodies: [] },
      { line: 'GET b', bodies: [] },
      { line: 'GET c', bodies: [] },
    ],
  },
  {
    what: 'comments around and in a body',
    text: 'PUT a // x\n# y\n{ // z\n  "b": /* c */ 1, # d\n  # e\n  "f": 2\n} // g',
    requests: [{ line: 'PUT a', bodies: ['{ // z\n  "b": /* c */ 1, # d\n  # e\n  "f": 2\n}'] }],
  },
  {
    what: 'what looks like a comment in a string',
    text: 'PUT a\n{"url": "http://b#c", "d": "/* e */"}',
    requests: [{ line: 'PUT a', bodies: ['{"url": "http://b#c", "d": "/* e */"}'] }],
  },
  {
    what: 'what looks like a comment in a path',
    text: 'GET logs/*/_search\nGET a//b',
    requests: [
      { line: 'GET logs/*/_search', bodies: [] },
      { line: 'GET a//b', bodies: [] },
    ],
  },
  {
    what: 'triple quotes',
    text: 'POST _query\n{\n  "query": """\n    FROM desks // "all"\n    | WHERE { \\d }\n\n  GET x\n  """\n}',
    requests: [
      {
        line: 'POST _query',
        bodies: ['{\n  "query": """\n    FROM desks // "all"\n    | WHERE { \\d }\n\n  GET x\n  """\n}'],
      },
    ],
  },
  {
    what: 'date math and variables',
    text: 'GET <logs-{now/d}>/_search\n\nGET ${index}/_doc/{{ id }}\n{"a": "${b}", "c": {{d}}}',
    requests: [
      { line: 'GET <logs-{now/d}>/_search', bodies: [] },
      { line: 'GET ${index}/_doc/{{ id }}', bodies: ['{"a": "${b}", "c": {{d}}}'] },
    ],
  },
  {
    what: 'Mustache',
    text: 'POST _scripts/a\n{"script": {"lang": "mustache", "source": "{{#x}}{{{y}}}{{/x}}"}}',
    requests: [
      {
        line: 'POST _scripts/a',
        bodies: ['{"script": {"lang": "mustache", "source": "{{#x}}{{{y}}}{{/x}}"}}'],
      },
    ],
  },
  {
    what: 'lines that end as on Windows',
    text: 'PUT a\r\n{\r\n  "b": 1\r\n}\r\n\r\nGET c\r\n',
    requests: [
      { line: 'PUT a', bodies: ['{\r\n  "b": 1\r\n}'] },
      { line: 'GET c', bodies: [] },
    ],
  },
  {
    what: 'a byte order mark',
    text: '\uFEFFGET a',
    requests: [{ line: 'GET a', bodies: [] }],
  },
  {
    what: 'big integers, exponents and escapes',
    text: 'PUT a\n{"n": 12345678901234567890, "m": -1.50E+400, "s": "\\u00e9\\"\\\\"}',
    requests: [
      { line: 'PUT a', bodies: ['{"n": 12345678901234567890, "m": -1.50E+400, "s": "\\u00e9\\"\\\\"}'] },
    ],
  },
]
