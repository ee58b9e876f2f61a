import { Binary, DBRef, Decimal128, Long, MaxKey, ObjectId, Timestamp } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { bsonJson, DateOutOfRange, idText } from './bson-json.ts'

describe('bsonJson', () => {
  const late = new Date('+012345-01-01T00:00:00Z')

  it('does with dates outside the years 1 to 9999 what the configuration says', () => {
    expect(() => bsonJson(late, 'DATETIME')).toThrow(DateOutOfRange)
    expect(bsonJson(late, 'DATETIME_CLAMP')).toBe('"9999-12-31T23:59:59.999000"')
    expect(bsonJson(new Date('-000001-01-01T00:00:00Z'), 'DATETIME_CLAMP')).toBe('"0001-01-01T00:00:00"')
    expect(bsonJson(late, 'DATETIME_AUTO')).toBe(String(late.getTime()))
    expect(bsonJson(new Date(5), 'DATETIME_AUTO')).toBe('"1970-01-01T00:00:00.005000"')
    expect(bsonJson(new Date(5), 'DATETIME_MS')).toBe('5')
  })

  it('is JSON whatever the value is', () => {
    expect(bsonJson(Number.NEGATIVE_INFINITY, 'DATETIME')).toBe('null')
    expect(bsonJson(Decimal128.fromString('NaN'), 'DATETIME')).toBe('null')
    expect(bsonJson(Decimal128.fromString('1E+3'), 'DATETIME')).toBe('1E+3')
    expect(bsonJson(9007199254740993n, 'DATETIME')).toBe('9007199254740993')
    expect(bsonJson(new MaxKey(), 'DATETIME')).toBe('null')
    expect(bsonJson(new Timestamp({ t: 1_714_557_600, i: 1 }), 'DATETIME')).toBe('"2024-05-01T10:00:00"')
    expect(bsonJson(JSON.parse('{"__proto__":{"a":1},"\\ud800":"\\ud800"}'), 'DATETIME')).toBe(
      '{"__proto__":{"a":1},"\\ud800":"\\ud800"}',
    )
    const id = new ObjectId('6565f0c2a1b2c3d4e5f60718')
    expect(bsonJson(new DBRef('other', id), 'DATETIME')).toBe(
      '{"$ref":"other","$id":"6565f0c2a1b2c3d4e5f60718"}',
    )
  })
})

describe('idText', () => {
  it('is the text that the service of Elastic makes', () => {
    expect(idText('as it "is"')).toBe('as it "is"')
    expect(idText(7)).toBe('7')
    expect(idText(Long.fromString('9007199254740993'))).toBe('9007199254740993')
    expect(idText(true)).toBe('True')
    expect(idText(new Date('2024-05-01T10:00:00Z'))).toBe('2024-05-01 10:00:00')
    expect(idText(new Binary(Buffer.from([1]), 0))).toBe('AQ==')
  })
})
