import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** A reader with more than this waiting is passed over, and gets a snapshot once it has caught up. */
const READER_BYTES_MAX = 64 * 1_024
/** One that does not catch up for so long is let go. */
const BEHIND_MS_MAX = 30_000
/** Readers that are written to in one turn of the event loop, some milliseconds; requests are answered between two turns. */
const SLICE_READERS = 128

interface Reader {
  response: ServerResponse
  /** Since when too much waits for it, by the clock; null: it keeps up. */
  behindSince: number | null
}

/** What the live feed has written, of all sales. Frames are ASCII: a character is a byte. */
export interface FeedCounts {
  /** Frames written, one for each reader. */
  frames: { value: number }
  /** Frames that a reader was not given because too much waited for it. */
  skipped: { value: number }
  bytes: { value: number }
}

/** The readers of one sale. */
export interface Audience {
  readonly size: number
  /** Tells one reader, and from here on all that is told to everybody. */
  add(response: ServerResponse, bytes: string): void
  remove(response: ServerResponse): void
  /** Tells everybody who is there now, one frame after the other. `snapshot`: the same whole, for those who were passed over. */
  tell(bytes: string, snapshot: () => string): void
  /** Resolves when everybody has been told all that was to be told. */
  readonly told: Promise<void>
  /** Tells everybody a last thing, at once. */
  end(bytes: string): void
}

export function createAudience(clock: () => Date, counts: FeedCounts): Audience {
  const readers = new Map<ServerResponse, Reader>()
  let told: Promise<void> = Promise.resolve()

  async function write(audience: readonly Reader[], bytes: string, snapshot: () => string): Promise<void> {
    let whole: string | undefined
    for (const [i, reader] of audience.entries()) {
      if (i > 0 && i % SLICE_READERS === 0) await nextTurn()
      if (!readers.has(reader.response)) continue
      if (reader.response.writableLength > READER_BYTES_MAX) passOver(reader)
      else if (reader.behindSince !== null) {
        whole ??= snapshot()
        send(reader.response, whole)
        reader.behindSince = null
      } else send(reader.response, bytes)
    }
  }

  function passOver(reader: Reader): void {
    const time = clock().getTime()
    reader.behindSince ??= time
    counts.skipped.value++
    // A line whose other end is gone without a word looks like this too.
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
    get told() {
      return told
    },
    add(response, bytes) {
      send(response, bytes)
      readers.set(response, { response, behindSince: null })
    },
    remove: (response) => void readers.delete(response),
    tell(bytes, snapshot) {
      // A reader who joins during the write already has it.
      const audience = [...readers.values()]
      told = told.then(() => write(audience, bytes, snapshot))
    },
    end(bytes) {
      for (const { response } of readers.values()) response.end(bytes)
      readers.clear()
    },
  }
}
