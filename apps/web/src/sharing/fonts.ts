import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Font } from 'satori'

const FOLDER = 'node_modules/@fontsource'
const LATIN = 'fraunces/files/fraunces-latin-400-normal.woff'
const JAPANESE = 'kosugi/files/kosugi-japanese-400-normal.woff'
const CHINESE = 'zcool-xiaowei/files/zcool-xiaowei-chinese-simplified-400-normal.woff'

/** Bundled fonts by script. A character that no font covers is drawn as a box. */
const BY_SCRIPT: readonly [script: RegExp, file: string][] = [
  [/[\u0100-\u024f\u1e00-\u1e9f\u2c60-\u2c7f\ua720-\ua7ff]/, 'fraunces/files/fraunces-latin-ext-400-normal.woff'],
  [/[\u0102\u0103\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]|\p{M}/u, 'fraunces/files/fraunces-vietnamese-400-normal.woff'],
  [/[\p{Script=Latin}\p{M}\p{P}\p{S}]/u, 'noto-sans/files/noto-sans-latin-ext-400-normal.woff'],
  [/\p{Script=Cyrillic}/u, 'noto-sans/files/noto-sans-cyrillic-400-normal.woff'],
  [/\p{Script=Cyrillic}/u, 'noto-sans/files/noto-sans-cyrillic-ext-400-normal.woff'],
  [/\p{Script=Greek}/u, 'noto-sans/files/noto-sans-greek-400-normal.woff'],
  [/\p{Script=Greek}/u, 'noto-sans/files/noto-sans-greek-ext-400-normal.woff'],
  [/\p{Script=Arabic}/u, 'noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff'],
  [/\p{Script=Hebrew}/u, 'noto-sans-hebrew/files/noto-sans-hebrew-hebrew-400-normal.woff'],
  [/\p{Script=Thai}/u, 'noto-sans-thai/files/noto-sans-thai-thai-400-normal.woff'],
  [/\p{Script=Devanagari}/u, 'noto-sans-devanagari/files/noto-sans-devanagari-devanagari-400-normal.woff'],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, JAPANESE],
  [/[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u, CHINESE],
  [/[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u, JAPANESE],
  [/\p{Script=Hangul}/u, 'gowun-dodum/files/gowun-dodum-korean-400-normal.woff'],
  [/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u, 'noto-emoji/files/noto-emoji-emoji-400-normal.woff'],
]

const read = new Map<string, Promise<Buffer>>()

/** The fonts for a text, display face first. Each file is read once, on first use. */
export async function fontsFor(text: string): Promise<Font[]> {
  const files = new Set([LATIN, ...BY_SCRIPT.filter(([script]) => script.test(text)).map(([, file]) => file)])
  return Promise.all([...files].map(async (file) => ({ name: file, data: await bytesOf(file), weight: 400 as const })))
}

function bytesOf(file: string): Promise<Buffer> {
  const bytes = read.get(file) ?? readFile(join(process.cwd(), FOLDER, file))
  read.set(file, bytes)
  bytes.catch(() => read.delete(file))
  return bytes
}
