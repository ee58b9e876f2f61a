/** Privileges that an operation needs, as data: shown to people, checked before anything is changed. */
export interface Required {
  cluster: readonly string[]
  index: readonly RequiredIndex[]
}

export interface RequiredIndex {
  names: readonly string[]
  privileges: readonly string[]
  allowRestricted?: boolean
}

export const nothing: Required = { cluster: [], index: [] }

/** One list that asks for everything that each of them asks for. */
export const allOf = (...parts: readonly Required[]): Required => ({
  cluster: [...new Set(parts.flatMap((part) => part.cluster))],
  index: parts.flatMap((part) => part.index),
})
