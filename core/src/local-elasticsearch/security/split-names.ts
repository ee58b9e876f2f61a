/** The parts of `a,b` in a path. */
export const splitNames = (list: string): string[] => list.split(',').filter((name) => name !== '')
