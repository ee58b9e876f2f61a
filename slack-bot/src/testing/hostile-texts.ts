import fc from 'fast-check'

/** Every text of blocks that Slack would read for markup: there must be none. */
export const activeTexts = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return []
  const type: unknown = Reflect.get(value, 'type')
  const own =
    type === 'mrkdwn' || type === 'markdown' || type === 'link' || type === 'user'
      ? [JSON.stringify(value)]
      : []
  const emoji = type === 'plain_text' && Reflect.get(value, 'emoji') !== false ? [JSON.stringify(value)] : []
  return [...own, ...emoji, ...Object.values(value).flatMap(activeTexts)]
}

/** What somebody might call a connector to reach others through the bot. */
export const hostileTexts = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '<@U123>',
    '<https://evil.example|ok>',
    '&lt;!here&gt;',
    ':tada:',
    '*bold*\n> quoted',
    '\u202e',
    '```',
  ),
  fc.string({ unit: 'binary', maxLength: 5000 }),
)

/** How many of them each view is shown. */
export const hostileNames = Number(process.env['PATCHBAY_RUNS'] ?? 2_000)
