/** Text of a row, without what could move or fake anything in it. */
export const inert = (text: string): string =>
  text.replace(/[\p{Cc}\p{Bidi_Control}\u{2028}\u{2029}\u{200b}\u{feff}]/gu, ' ').slice(0, 200)

/** The same inside Markdown: no link, image, markup, icon or HTML comes out of it. */
export const inertMarkdown = (text: string): string => inert(text).replace(/[!-/:-@[-`{-~]/g, '\\$&')
