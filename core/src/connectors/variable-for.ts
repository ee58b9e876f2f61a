import type { Reference } from '../protocol/connector-file.ts'

/** The name of the variable that a secret comes from: `PRODUCTS_PASSWORD`. */
export const variableFor = (name: string, field: string): Reference => {
  const plain = `${name}_${field}`
    .normalize('NFKD')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
  return { env: /^\d/.test(plain) ? `C_${plain}` : plain || 'SECRET' }
}
