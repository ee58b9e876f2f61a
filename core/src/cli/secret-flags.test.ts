import { expect, it } from 'vitest'
import { secretFlags } from './secret-flags.ts'

it('gives secrets again from where a file says, and asks for the others', () => {
  const references = new Map([
    ['secrets.shop.password', { env: 'SHOP_PASSWORD' }],
    ['secrets.my shop.password', { file: "it's/here" }],
  ])
  expect(secretFlags(['secrets.shop.password', 'values.token'], references)).toBe(
    ' --set-env secrets.shop.password=SHOP_PASSWORD --set values.token',
  )
  expect(secretFlags(['secrets.my shop.password'], references)).toBe(
    String.raw` --set-file 'secrets.my shop.password=it'\''s/here'`,
  )
  expect(secretFlags([])).toBe('')
})
