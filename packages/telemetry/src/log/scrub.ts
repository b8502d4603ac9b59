/** Patterns of secrets, which are redacted anywhere in a line: in a field, a URL, or the text of an error. */
const SECRETS: readonly [RegExp, string][] = [
  // API keys and webhook secrets.
  [/\bhg_(?:live|test)_[0-9A-Za-z]+/g, '[key]'],
  [/\bwhsec_[0-9A-Za-z+/=_-]+/g, '[secret]'],
  [/\b(Bearer|Basic) +[^\s"\\]+/gi, '$1 [redacted]'],
  // Session cookies. They come before the next pattern, which would match only their MAC.
  [/(hg_session(?:=|%3D))[^\s;,"\\]+/gi, '$1[redacted]'],
  // 256 bits in base64url: checkout codes and MACs.
  [/(?<![\w-])[\w-]{43}(?![\w-])/g, '[code]'],
  // Passwords in URLs.
  [/(:\/\/[^\s:/@"\\]*:)[^\s/@"\\]+@/g, '$1[redacted]@'],
  [/"(authorization|cookie|set-cookie|password|secret|signing_key)":"(?:[^"\\]|\\.)*"/gi, '"$1":"[redacted]"'],
]

/** Redacts the secrets in a log line. */
export function scrub(line: string): string {
  let clean = line
  for (const [secret, instead] of SECRETS) clean = clean.replace(secret, instead)
  return clean
}
