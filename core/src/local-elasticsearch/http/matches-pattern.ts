/** True where the name is the pattern, in which `*` stands for any text. */
export const matchesPattern = (pattern: string, name: string): boolean => {
  if (pattern === name || pattern === '*') return true
  if (!pattern.includes('*')) return false
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name)
}
