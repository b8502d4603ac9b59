// `node tools/boot.mjs <command> [arguments]`: installs the workspace if it must, then runs tools/<command>.ts under the
// pinned Node. Plain JavaScript that old versions of Node can read far enough to be told that they are too old.
const NODE_MAJOR_MIN = 20

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  console.error(
    `Hourglass needs Node ${NODE_MAJOR_MIN} or later to begin, and this is ${process.versions.node}: install a current Node and try again.`,
  )
  process.exitCode = 1
} else {
  import('./boot-run.mjs')
    .then(({ boot }) => boot(process.argv[2], process.argv.slice(3)))
    .catch((error) => {
      console.error(error.sentence || error)
      process.exitCode = 1
    })
}
