// `node tools/boot.mjs <command> [arguments]`: installs the workspace if necessary, then runs tools/<command>.ts with the
// pinned Node. Plain JavaScript, so that old versions of Node can parse it and print that they are too old.
const NODE_MAJOR_MIN = 20

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  console.error(
    `Hourglass needs Node ${NODE_MAJOR_MIN} or later to start; this is ${process.versions.node}. Install a current Node and try again.`,
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
