const REWRITE_MS = 200
const LINE_MS = 3_000

/** Shows `line()` as progress: updated in place in a terminal, printed every few seconds otherwise. */
export function showProgress(line: () => string): { end(): void } {
  const { stdout } = process
  const began = performance.now()
  const show = () => {
    const text = `  ${((performance.now() - began) / 1_000).toFixed(0).padStart(3)} s  ${line()}`
    stdout.write(stdout.isTTY ? `\r\x1b[2K${text}` : `${text}\n`)
  }
  const timer = setInterval(show, stdout.isTTY ? REWRITE_MS : LINE_MS)
  return {
    end() {
      clearInterval(timer)
      if (stdout.isTTY) stdout.write('\r\x1b[2K')
    },
  }
}
