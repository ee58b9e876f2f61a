const shortest = 6

/** Why this can't be a password; undefined when it can, or was not sent. */
export const passwordComplaint = (password: string | undefined): string | undefined =>
  password !== undefined && password.length < shortest
    ? `passwords must be at least [${shortest}] characters long`
    : undefined
