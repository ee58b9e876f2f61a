import fc from 'fast-check'
import { expect, it } from 'vitest'
import { distilApi } from '../../../scripts/distil-api.ts'
import { parseRequestFile } from '../parse-request-file.ts'
import { requestText } from '../testing/request-text.ts'
import { checkAgainstApi } from './check-against-api.ts'
import { describe } from './describe.ts'
import { placeAt } from './place-at.ts'
import { suggest } from './suggest.ts'

const table = distilApi()
/** Requests as they are while somebody types: any text, cut anywhere. */
const typed = fc
  .tuple(fc.array(fc.oneof(requestText, fc.string()), { maxLength: 3 }), fc.nat(), fc.nat())
  .map(([texts, cut, at]) => {
    const whole = texts.join('\n\n')
    const text = whole.slice(0, cut % (whole.length + 1))
    return { text, offset: at % (text.length + 1) }
  })

it('finds a place, and what belongs there, in whatever is being typed', () => {
  fc.assert(
    fc.property(typed, ({ text, offset }) => {
      const file = parseRequestFile(text)
      const place = placeAt(file, offset)
      describe(table, file, offset)
      checkAgainstApi(table, file)
      if (place === undefined) return
      const { span } = suggest(table, file, place)
      // The editor takes what is replaced only on the line of the cursor, and around it.
      expect(span.start).toBeLessThanOrEqual(offset)
      expect(span.end).toBeGreaterThanOrEqual(offset)
      expect(text.slice(span.start, span.end)).not.toContain('\n')
    }),
    { numRuns: 300 },
  )
})
