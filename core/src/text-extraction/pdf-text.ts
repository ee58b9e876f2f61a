import { getDocumentProxy } from 'unpdf'
import { z } from 'zod'
import { NoText } from './no-text.ts'
import { TextSoFar } from './text-so-far.ts'

const named = z.object({ name: z.string() })

const opened = async (bytes: Uint8Array): ReturnType<typeof getDocumentProxy> => {
  try {
    // Nothing is fetched for it, and what is wrong in it isn't printed.
    return await getDocumentProxy(bytes, {
      disableFontFace: true,
      useSystemFonts: false,
      verbosity: 0,
    })
  } catch (error) {
    const { data } = named.safeParse(error)
    if (data?.name === 'PasswordException') throw new NoText('it is protected by a password')
    throw error
  }
}

/** The text of a PDF, page by page; that of scanned pages is a picture, and stays out. */
export const pdfText = async (bytes: Uint8Array): Promise<string> => {
  const pdf = await opened(bytes)
  const text = new TextSoFar()
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    for (const item of items) {
      if (!('str' in item)) continue
      text.add(item.str)
      if (item.hasEOL) text.add('\n')
    }
    text.add('\n\n')
    page.cleanup()
  }
  await pdf.loadingTask.destroy()
  return text.toString()
}
