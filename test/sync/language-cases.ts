import { describe, expect, it } from 'vitest'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

/** How a content index in a language is searched: on an Elasticsearch that knows languages, which the local one doesn't. */
export const languageCases = (ground: () => WorkerGround): void => {
  describe('a content index of a language', () => {
    const copied = async (language: string, texts: string[]) => {
      const { connector, sync, es } = ground()
      const documents = Object.fromEntries(texts.map((title, n) => [`d${n}`, { title }]))
      const { id, index } = await connector(newScript({ a: documents }), { language })
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: texts.length })
      return async (field: string, text: string): Promise<number> =>
        (await es.count({ index, query: { match: { [field]: text } } })).count
    }

    it('finds words by their stem, beginning, pairs and parts, and as a whole', async () => {
      const found = await copied('en', ['The walnut desks', 'Über-large PowerShot stools'])
      expect(await found('title', 'desk')).toBe(0)
      expect(await found('title', 'uber')).toBe(1)
      expect(await found('title.stem', 'desk')).toBe(1)
      expect(await found('title.prefix', 'waln')).toBe(1)
      expect(await found('title.joined', 'walnutdesk')).toBe(1)
      expect(await found('title.delimiter', 'shot')).toBe(1)
      expect(await found('title.enum', 'The walnut desks')).toBe(1)
      // It says nothing in English.
      expect(await found('title', 'the')).toBe(0)
    })

    it.each([
      ['de', 'Häuser', 'Haus'],
      ['es', 'armarios', 'armario'],
      ['fr', "l'armoire", 'armoires'],
      ['ru', 'столами', 'стол'],
      ['zh', '胡桃木书桌', '书桌'],
    ])('finds words in %s', async (language, title, sought) => {
      expect(await (await copied(language, [title]))('title.stem', sought)).toBe(1)
    })
  })
}
