/**
 * `node supervisor-process.ts <run>`: the supervisor. It leads its own session and starts processes for its parent. When the parent
 * exits, it stops them in reverse order and exits too. Ctrl-C in the terminal reaches neither it nor its children, so the parent
 * decides the order. Each child leads its own process group, has a standard input that closes when the supervisor exits, and carries
 * the mark of the run.
 */
import { rm } from 'node:fs/promises'
import { reasonOf } from '../stack-error.ts'
import { killMarked } from './marks.ts'
import type { FromSupervisor, ToSupervisor } from './protocol.ts'
import { SupervisedProcess } from './supervised-process.ts'

const [, , run = ''] = process.argv
const children = new Map<number, SupervisedProcess>()
const removedAtEnd: string[] = []
let ending = false

function send(message: FromSupervisor, sent: () => void = () => {}): void {
  if (process.connected && process.send) process.send(message, undefined, undefined, sent)
  else sent()
}

async function end(): Promise<void> {
  if (ending) return
  ending = true
  for (const child of [...children.values()].reverse()) await child.stop()
  killMarked(run)
  for (const path of removedAtEnd) await rm(path, { recursive: true, force: true })
  send({ event: 'ended' }, () => process.exit(0))
}

function spawn(message: Extract<ToSupervisor, { ask: 'spawn' }>): void {
  const { id, spec } = message
  if (ending) {
    send({ event: 'refused', id, reason: 'the supervisor is stopping' })
    return
  }
  try {
    children.set(id, new SupervisedProcess(run, id, spec, send))
  } catch (error) {
    send({ event: 'refused', id, reason: reasonOf(error) })
  }
}

process.on('message', (message: ToSupervisor) => {
  if (message.ask === 'spawn') spawn(message)
  else if (message.ask === 'stop') void children.get(message.id)?.stop()
  else if (message.ask === 'removeAtEnd') removedAtEnd.push(message.path)
  else void end()
})
process.on('disconnect', end)
process.on('SIGTERM', end)
process.on('SIGINT', end)
process.on('SIGHUP', end)
send({ event: 'ready' })
