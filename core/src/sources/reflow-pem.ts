/** PEM text as it was before a one-line input field turned its line breaks into blanks. */
export const reflowPem = (pem: string): string =>
  pem.replaceAll(
    /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g,
    (_all, label: string, body: string) =>
      `-----BEGIN ${label}-----\n${body.trim().split(/\s+/).join('\n')}\n-----END ${label}-----\n`,
  )
