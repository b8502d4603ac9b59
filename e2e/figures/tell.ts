/** A line of the report; `aim`: what it should be. */
export function tell(what: string, value: string, aim = ''): void {
  console.log(`FIGURE\t${what}\t${value}\t${aim}`)
}
