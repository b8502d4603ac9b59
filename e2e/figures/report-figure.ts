/** Prints a line of the report. `aim` is the target. */
export function reportFigure(what: string, value: string, aim = ''): void {
  console.log(`FIGURE\t${what}\t${value}\t${aim}`)
}
