import type { ServerResponse } from 'node:http'
import { setImmediate as yieldToEventLoop } from 'node:timers/promises'

/** Backpressure: a reader with more than this buffered skips frames, and gets a snapshot once its buffer has drained. */
const READER_BYTES_MAX = 64 * 1_024
/** A reader that stays behind for this long is disconnected. */
const BEHIND_MS_MAX = 30_000
/** Readers written to per event loop turn, a few milliseconds of work; requests are answered between turns. */
const SLICE_READERS = 128

interface Reader {
  response: ServerResponse
  /** When the reader fell behind; null while it keeps up. */
  behindSince: number | null
}

/** Counters of the live feed, over all sales. Frames are ASCII: one character is one byte. */
export interface FeedCounts {
  /** Frames sent, one per reader. */
  frames: { value: number }
  /** Frames skipped because a reader was behind. */
  skipped: { value: number }
  bytes: { value: number }
}

/** The readers of one sale. */
export interface Audience {
  readonly size: number
  /** Sends a first frame to a new reader and adds it to later broadcasts. */
  add(response: ServerResponse, bytes: string): void
  remove(response: ServerResponse): void
  /** Queues a frame for all current readers. `snapshot` makes the full state, for readers that skipped frames. */
  broadcast(bytes: string, snapshot: () => string): void
  /** Resolves when all queued broadcasts have been written. */
  readonly flushed: Promise<void>
  /** Sends a last frame to all readers and closes their streams. */
  end(bytes: string): void
}

export function createAudience(clock: () => Date, counts: FeedCounts): Audience {
  const readers = new Map<ServerResponse, Reader>()
  let flushed: Promise<void> = Promise.resolve()

  async function write(audience: readonly Reader[], bytes: string, snapshot: () => string): Promise<void> {
    let full: string | undefined
    for (const [i, reader] of audience.entries()) {
      if (i > 0 && i % SLICE_READERS === 0) await yieldToEventLoop()
      if (!readers.has(reader.response)) continue
      if (reader.response.writableLength > READER_BYTES_MAX) skip(reader)
      else if (reader.behindSince !== null) {
        full ??= snapshot()
        send(reader.response, full)
        reader.behindSince = null
      } else send(reader.response, bytes)
    }
  }

  function skip(reader: Reader): void {
    const time = clock().getTime()
    reader.behindSince ??= time
    counts.skipped.value++
    // A half-open connection, whose peer vanished without closing it, ends up here, too.
    if (time - reader.behindSince > BEHIND_MS_MAX) reader.response.destroy()
  }

  function send(response: ServerResponse, bytes: string): void {
    response.write(bytes)
    counts.frames.value++
    counts.bytes.value += bytes.length
  }

  return {
    get size() {
      return readers.size
    },
    get flushed() {
      return flushed
    },
    add(response, bytes) {
      send(response, bytes)
      readers.set(response, { response, behindSince: null })
    },
    remove: (response) => void readers.delete(response),
    broadcast(bytes, snapshot) {
      // Readers that join during the write already have this frame's state.
      const audience = [...readers.values()]
      flushed = flushed.then(() => write(audience, bytes, snapshot))
    },
    end(bytes) {
      for (const { response } of readers.values()) response.end(bytes)
      readers.clear()
    },
  }
}
