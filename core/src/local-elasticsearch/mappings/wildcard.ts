/** Makes text safe inside a regular expression. */
export const escapeRegex = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/** Compiles a pattern in which `*` stands for any text. */
export const compileStars = (pattern: string, flags = 's'): RegExp =>
  new RegExp(`^${pattern.split('*').map(escapeRegex).join('.*')}$`, flags)
