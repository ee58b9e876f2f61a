import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { RoleDescriptor } from './role-descriptor.ts'
import { roleDescriptor, roleDescriptors } from './role-descriptor.ts'

const json = <T>(schema: z.ZodType<T>) => z.string().transform((text) => schema.parse(JSON.parse(text)))
const metadata = z.record(z.string(), z.unknown())
const flag = z.number().transform((value) => value !== 0)

const userRow = z.object({
  name: z.string(),
  password: z.string(),
  roles: json(z.array(z.string())),
  full_name: z.string().nullable(),
  email: z.string().nullable(),
  metadata: json(metadata),
  enabled: flag,
  reserved: flag,
})
const roleRow = z.object({ name: z.string(), descriptor: json(roleDescriptor) })
const keyRow = z.object({
  id: z.string(),
  name: z.string(),
  hash: z.string(),
  creation: z.number(),
  expiration: z.number().nullable(),
  invalidation: z.number().nullable(),
  username: z.string(),
  realm: z.string(),
  realm_type: z.string(),
  owner: json(z.object({ full_name: z.string().nullable(), email: z.string().nullable(), metadata })),
  metadata: json(metadata),
  role_descriptors: json(roleDescriptors),
  limited_by: json(roleDescriptors),
})

export type StoredUser = z.infer<typeof userRow>
/** Times are milliseconds since 1970; `invalidation` null: not invalidated. */
export type StoredKey = z.infer<typeof keyRow>

export interface SecurityStore {
  user(name: string): StoredUser | undefined
  users(): StoredUser[]
  putUser(user: StoredUser): void
  deleteUser(name: string): boolean
  /** Goes up with every change of a role. */
  rolesVersion(): number
  role(name: string): RoleDescriptor | undefined
  roles(): { name: string; descriptor: RoleDescriptor }[]
  putRole(name: string, descriptor: RoleDescriptor): void
  deleteRole(name: string): boolean
  key(id: string): StoredKey | undefined
  keys(): StoredKey[]
  putKey(key: StoredKey): void
  /** Reads everything anew: after a transaction was rolled back. */
  forget(): void
}

const tables = `
  CREATE TABLE IF NOT EXISTS security_users (name TEXT PRIMARY KEY, password TEXT NOT NULL, roles TEXT NOT NULL,
    full_name TEXT, email TEXT, metadata TEXT NOT NULL, enabled INTEGER NOT NULL, reserved INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS security_roles (name TEXT PRIMARY KEY, descriptor TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS security_api_keys (id TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL,
    creation INTEGER NOT NULL, expiration INTEGER, invalidation INTEGER, username TEXT NOT NULL, realm TEXT NOT NULL,
    realm_type TEXT NOT NULL, owner TEXT NOT NULL, metadata TEXT NOT NULL, role_descriptors TEXT NOT NULL,
    limited_by TEXT NOT NULL);
`

/** Rows read before, since each request needs some. Nothing but this store writes them, so a write forgets the row. */
const remembered = <T>(read: (id: string) => T | undefined) => {
  const rows = new Map<string, T>()
  return {
    get: (id: string): T | undefined => {
      const row = rows.get(id) ?? read(id)
      if (row === undefined) return undefined
      if (rows.size >= mostRemembered) rows.clear()
      rows.set(id, row)
      return row
    },
    forget: (id: string): void => void rows.delete(id),
    forgetAll: (): void => rows.clear(),
  }
}

const mostRemembered = 1000

/** Users, roles and API keys in the server's database. Every write is a transaction of its own. */
export const createSecurityStore = (db: DatabaseSync): SecurityStore => {
  db.exec(tables)
  const getUser = db.prepare('SELECT * FROM security_users WHERE name = ?')
  const allUsers = db.prepare('SELECT * FROM security_users ORDER BY reserved DESC, name')
  const setUser = db.prepare('INSERT OR REPLACE INTO security_users VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const dropUser = db.prepare('DELETE FROM security_users WHERE name = ?')
  const getRole = db.prepare('SELECT * FROM security_roles WHERE name = ?')
  const allRoles = db.prepare('SELECT * FROM security_roles ORDER BY name')
  const setRole = db.prepare('INSERT OR REPLACE INTO security_roles VALUES (?, ?)')
  const dropRole = db.prepare('DELETE FROM security_roles WHERE name = ?')
  const getKey = db.prepare('SELECT * FROM security_api_keys WHERE id = ?')
  const allKeys = db.prepare('SELECT * FROM security_api_keys ORDER BY creation, rowid')
  const setKey = db.prepare(
    'INSERT OR REPLACE INTO security_api_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const users = remembered((name) => userRow.optional().parse(getUser.get(name)))
  const roles = remembered((name) => roleRow.optional().parse(getRole.get(name))?.descriptor)
  const keys = remembered((id) => keyRow.optional().parse(getKey.get(id)))
  let rolesVersion = 0
  return {
    user: users.get,
    users: () => allUsers.all().map((row) => userRow.parse(row)),
    putUser: (user) => {
      const { name, password, full_name: fullName, email } = user
      const texts = [user.roles, user.metadata].map((value) => JSON.stringify(value))
      const [roleNames = '[]', metadata = '{}'] = texts
      setUser.run(
        name,
        password,
        roleNames,
        fullName,
        email,
        metadata,
        Number(user.enabled),
        Number(user.reserved),
      )
      users.forget(name)
    },
    deleteUser: (name) => {
      users.forget(name)
      return dropUser.run(name).changes > 0
    },
    rolesVersion: () => rolesVersion,
    role: roles.get,
    roles: () => allRoles.all().map((row) => roleRow.parse(row)),
    putRole: (name, descriptor) => {
      setRole.run(name, JSON.stringify(descriptor))
      roles.forget(name)
      rolesVersion++
    },
    deleteRole: (name) => {
      roles.forget(name)
      rolesVersion++
      return dropRole.run(name).changes > 0
    },
    key: keys.get,
    keys: () => allKeys.all().map((row) => keyRow.parse(row)),
    putKey: (key) => {
      const {
        id,
        name,
        hash,
        creation,
        expiration,
        invalidation,
        username,
        realm,
        realm_type: realmType,
      } = key
      const texts = [key.owner, key.metadata, key.role_descriptors, key.limited_by].map((value) =>
        JSON.stringify(value),
      )
      setKey.run(id, name, hash, creation, expiration, invalidation, username, realm, realmType, ...texts)
      keys.forget(id)
    },
    forget: () => {
      users.forgetAll()
      roles.forgetAll()
      keys.forgetAll()
      rolesVersion++
    },
  }
}
