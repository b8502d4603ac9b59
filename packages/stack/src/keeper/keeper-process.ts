/**
 * `node keeper-process.ts <run>`. The keeper: a process of its own session that starts other processes for its parent and outlives the parent only long
 * enough to stop them, last started first. Ctrl-C in the terminal does not reach it or what it keeps; the parent decides
 * the order. Each kept process leads its own group, reads a standard input that ends when the keeper does, and has the mark of the run.
 */
import { rm } from 'node:fs/promises'
import { reasonOf } from '../stack-error.ts'
import { KeptChild } from './kept-child.ts'
import { killMarked } from './marks.ts'
import type { FromKeeper, ToKeeper } from './protocol.ts'

const [, , run = ''] = process.argv
const kept = new Map<number, KeptChild>()
const removedAtEnd: string[] = []
let ending = false

function tell(message: FromKeeper, sent: () => void = () => {}): void {
  if (process.connected && process.send) process.send(message, undefined, undefined, sent)
  else sent()
}

async function end(): Promise<void> {
  if (ending) return
  ending = true
  for (const child of [...kept.values()].reverse()) await child.stop()
  killMarked(run)
  for (const path of removedAtEnd) await rm(path, { recursive: true, force: true })
  tell({ tell: 'ended' }, () => process.exit(0))
}

function spawn(message: Extract<ToKeeper, { ask: 'spawn' }>): void {
  const { id, spec } = message
  if (ending) {
    tell({ tell: 'refused', id, reason: 'the keeper is stopping' })
    return
  }
  try {
    kept.set(id, new KeptChild(run, id, spec, tell))
  } catch (error) {
    tell({ tell: 'refused', id, reason: reasonOf(error) })
  }
}

process.on('message', (message: ToKeeper) => {
  if (message.ask === 'spawn') spawn(message)
  else if (message.ask === 'stop') void kept.get(message.id)?.stop()
  else if (message.ask === 'removeAtEnd') removedAtEnd.push(message.path)
  else void end()
})
process.on('disconnect', end)
process.on('SIGTERM', end)
process.on('SIGINT', end)
process.on('SIGHUP', end)
tell({ tell: 'ready' })
