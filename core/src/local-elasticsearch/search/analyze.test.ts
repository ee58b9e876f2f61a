import { describe, expect, it } from 'vitest'
import { analyze } from './analyze.ts'

describe('the standard analyzer, as a genuine Elasticsearch splits', () => {
  const cases: [string, string][] = [
    ["Don't stop O’Neil", "don't|stop|o’neil"],
    ['3.14 1,000 1;2 a.b a:b a1.b a.1 1.a v1.2.3', '3.14|1,000|1;2|a.b|a:b|a1|b|a|1|1|a|v1.2.3'],
    ['foo_bar _ __ _a a_ foo-bar foo/bar', 'foo_bar|_a|a_|foo|bar|foo|bar'],
    ['日本語 テスト てすと カタカナー 漢字', '日|本|語|テスト|て|す|と|カタカナー|漢|字'],
    ['한국어 조선말 ภาษาไทย ÄÖÜ ß İstanbul', '한국어|조선말|ภาษาไทย|äöü|ß|istanbul'],
    [
      '©2024 ™ 👍🏽 👨‍👩‍👧 ☺ #tag @user a@b.com http://x.y/z?a=b',
      '©|2024|™|👍🏽|👨‍👩‍👧|☺|tag|user|a|b.com|http|x.y|z|a|b',
    ],
    ['naïve café e\u0301tude מש״ה', 'naïve|café|e\u0301tude|מש״ה'],
    ['x²  ½ Ⅷ ٣٤ １２', 'x|ⅷ|٣٤|１２'],
    ['a·b a‧b a’b a‘b 1’2 a,b 1:2 1.2.3,4', 'a·b|a‧b|a’b|a‘b|1’2|a|b|1|2|1.2.3,4'],
    ['Ｆｕｌｌ ABCアイウ アABC 12カ', 'ｆｕｌｌ|abc|アイウ|ア|abc|12|カ'],
    ['ΑΣ ΣΑΣ', 'ασ|σασ'],
  ]
  it.each(cases)('%s', (text, tokens) => {
    expect(analyze(text).join('|')).toBe(tokens)
  })

  it('cuts tokens after 255 characters', () => {
    expect(analyze('a'.repeat(300)).map((token) => token.length)).toEqual([255, 45])
  })
})

it('knows the other analyzers of Lucene’s core', () => {
  expect(analyze('Foo-bar 12', 'whitespace')).toEqual(['Foo-bar', '12'])
  expect(analyze('Foo-bar 12', 'simple')).toEqual(['foo', 'bar'])
  expect(analyze('Foo-bar 12', 'keyword')).toEqual(['Foo-bar 12'])
})
