/** What must not be in a log, by how it looks, wherever it turns up: in a field, a URL, the text of an error. */
const SECRETS: readonly [RegExp, string][] = [
  // Keys of partners, secrets of webhooks.
  [/\bhg_live_[0-9A-Za-z]+/g, '[key]'],
  [/\bwhsec_[0-9A-Za-z+/=_-]+/g, '[secret]'],
  [/\b(Bearer|Basic) +[^\s"\\]+/gi, '$1 [redacted]'],
  // Sessions, before their MAC is taken for a code.
  [/(hg_session(?:=|%3D))[^\s;,"\\]+/gi, '$1[redacted]'],
  // 256 bits in base64url: checkout codes, and MACs.
  [/(?<![\w-])[\w-]{43}(?![\w-])/g, '[code]'],
  // The password of a store's URL.
  [/(:\/\/[^\s:/@"\\]*:)[^\s/@"\\]+@/g, '$1[redacted]@'],
  [/"(authorization|cookie|set-cookie|password|secret|signing_key)":"(?:[^"\\]|\\.)*"/gi, '"$1":"[redacted]"'],
]

/** A line of the log without its secrets. */
export function scrub(line: string): string {
  let clean = line
  for (const [secret, instead] of SECRETS) clean = clean.replace(secret, instead)
  return clean
}
