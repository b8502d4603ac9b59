const CODE = /\b\d{6}\b/

/** The cookies of one browser. */
export class Cookies extends Map<string, string> {
  /** The request header. */
  get header(): string {
    return [...this].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Keeps or removes the cookies that an answer sets. */
  keep(answer: Headers): void {
    for (const line of answer.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      const gone = value === '' || /max-age=0/i.test(line) || /expires=Thu, 01 Jan 1970/i.test(line)
      if (gone) this.delete(name)
      else this.set(name, value)
    }
  }
}

/** The sign-in code in the text of a mail. */
export const codeIn = (text: string | null | undefined): string | undefined => CODE.exec(text ?? '')?.[0]
