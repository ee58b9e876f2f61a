const allowed = /^[\u0020-\u007e]+$/

/** Why this can't be the name of a user or role; undefined when it can. `longest` in characters. */
export const nameComplaint = (what: 'Role' | 'User', name: string, longest: number): string | undefined =>
  allowed.test(name) && name === name.trim() && name.length <= longest
    ? undefined
    : `${what} names must be at least 1 and no more than ${longest} characters. ` +
      'They can contain alphanumeric characters (a-z, A-Z, 0-9), spaces, punctuation, and printable symbols ' +
      'in the Basic Latin (ASCII) block. Leading or trailing whitespace is not allowed.'
