const tells =
  /passw|passphrase|secret|authorization|credential|private[_-]?key|api[_-]?key$|token$|^encoded$|^pwd$/i
// They name a secret's place, not its value.
const isAnId = /(?:_id|Id|_ids|Ids|_name|_path|_env|_file)$/

/** Whether what stands under a name is likely a secret: `password`, `api_key`, `Authorization`. */
export const isSensitiveName = (name: string): boolean => tells.test(name) && !isAnId.test(name)
