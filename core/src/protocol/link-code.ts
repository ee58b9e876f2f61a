import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Secret } from '../secrets/secret.ts'

/** What an account asks for by a code: to be linked to this user, until then (ISO 8601). */
export interface LinkClaim {
  account: string
  username: string
  until: string
}

const claimSchema = z.tuple([z.string(), z.string(), z.iso.datetime()])
const codePattern = /^([\w-]{1,2000})\.([\w-]{43})$/

const signatureOf = (payload: string, key: Secret): Buffer =>
  createHmac('sha256', key.reveal()).update(`patchbay link ${payload}`).digest()

/** A code by which a front end says: whoever is this account asked to be linked to that user. Nobody else can use it. */
export const signLinkCode = ({ account, username, until }: LinkClaim, key: Secret): string => {
  const payload = Buffer.from(JSON.stringify([account, username, until])).toString('base64url')
  return `${payload}.${signatureOf(payload, key).toString('base64url')}`
}

/** What a code says, unproven; undefined for what is none. */
export const readLinkCode = (code: string): LinkClaim | undefined => {
  const payload = codePattern.exec(code)?.[1]
  if (payload === undefined) return undefined
  try {
    const claim = claimSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
    if (!claim.success) return undefined
    const [account, username, until] = claim.data
    return { account, username, until }
  } catch {
    return undefined
  }
}

/** Whether the holder of this key made the code. */
export const isSignedLinkCode = (code: string, key: Secret): boolean => {
  const [, payload, signature] = codePattern.exec(code) ?? []
  if (payload === undefined || signature === undefined) return false
  return timingSafeEqual(Buffer.from(signature, 'base64url'), signatureOf(payload, key))
}
