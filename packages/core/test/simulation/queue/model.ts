import type { AdmissionVersion, QueueVersion, Written } from './history.ts'

/** Longest time that one step may make up for. */
const CATCH_UP_MS_MAX = 5_000
/** Rounding of a token bucket in binary floating point. */
const ROUNDING = 1e-6

/** A waiting room after its sale was scheduled. */
const EMPTY = { joined: 0, drawn: null, admitted: 0, used: 0, expired: 0, advancedAt: null }

/**
 * A model of a waiting room: what each transaction may change, given all before it. It keeps a token bucket and the unused passes of its
 * own, so that no counter of the ledger is taken on trust.
 */
export class QueueModel {
  readonly broken: string[] = []
  readonly #passMs: number
  #now: QueueVersion | undefined
  readonly #admissions = new Map<number, AdmissionVersion>()
  /** Passes that may be given now. */
  #bucket = 0
  /** The latest moment up to which time was counted. */
  #countedUpTo: number | null = null

  constructor(passMs: number) {
    this.#passMs = passMs
  }

  apply({ queue: after, admissions }: Written): void {
    const before = this.#now
    if (!before) {
      this.#check('a waiting room begins empty', after !== undefined && isEmpty(after))
      this.#now = after
      return
    }
    const now = after ?? before
    this.#neverGoesBack(before, now)
    this.#draw(before, now)
    const unused = this.#expire(admissions, now)
    this.#check('unused passes are counted when they expire', now.expired - before.expired === unused)
    const added = this.#add(before, now, admissions)
    const isStep = now.advancedAt !== before.advancedAt
    if (isStep) this.#step(before, now, { added, unused })
    else if (added > 0) this.#check('admitting all admits everybody who waits', now.admitted === now.joined)
    this.#use(before, now, admissions)
    for (const admission of admissions) this.#admissions.set(admission.upTo, admission)
    this.#now = now
  }

  #check(promise: string, holds: boolean, detail = ''): void {
    if (!holds) this.broken.push(`${promise}${detail && `: ${detail}`}`)
  }

  #neverGoesBack(before: QueueVersion, now: QueueVersion): void {
    for (const counter of ['joined', 'admitted', 'used', 'expired'] as const)
      this.#check(
        'no counter goes back',
        now[counter] >= before[counter],
        `${counter} ${before[counter]} → ${now[counter]}`,
      )
  }

  /** Everybody who has joined before the draw takes part, and nothing changes it afterwards. */
  #draw(before: QueueVersion, now: QueueVersion): void {
    if (before.drawn === null) {
      if (now.drawn === null) return
      this.#check('everybody who had joined takes part in the draw', now.drawn === before.joined, `${now.drawn}`)
      this.#check('the draw does not change the digest', now.digest === before.digest)
    } else {
      this.#check('there is one draw', now.drawn === before.drawn, `${before.drawn} → ${now.drawn}`)
      this.#check('the digest is that of the draw', now.digest === before.digest)
    }
  }

  /** @returns the unused passes of admissions that have expired in this transaction */
  #expire(admissions: AdmissionVersion[], now: QueueVersion): number {
    const newly = admissions.filter(({ upTo, expired }) => expired && !this.#admissions.get(upTo)?.expired)
    for (const { at, upTo } of newly)
      this.#check(
        'a pass is valid for its whole time',
        (now.advancedAt ?? 0) >= at + this.#passMs - ROUNDING,
        `up to ${upTo}`,
      )
    for (const { upTo, expired } of admissions)
      this.#check('a pass expires once', expired || !this.#admissions.get(upTo)?.expired, `up to ${upTo}`)
    return newly.reduce((sum, { after, upTo, used }) => sum + upTo - after - used, 0)
  }

  /** @returns the number of admissions. They follow those before them. */
  #add(before: QueueVersion, now: QueueVersion, admissions: AdmissionVersion[]): number {
    const fresh = admissions.filter(({ upTo }) => !this.#admissions.has(upTo))
    const passes = fresh.reduce((sum, { after, upTo }) => sum + upTo - after, 0)
    this.#check('each position is admitted once', passes === now.admitted - before.admitted)
    for (const { after } of fresh) this.#check('positions are admitted in order', after === before.admitted)
    if (passes > 0) this.#check('nobody is admitted before the draw', now.drawn !== null)
    return passes
  }

  /** One step of the servers: as many as the token bucket holds, and not one fewer. */
  #step(before: QueueVersion, now: QueueVersion, { added, unused }: { added: number; unused: number }): void {
    const rate = before.ratePerMinute / 60
    const moment = now.advancedAt ?? 0
    const ms = Math.min(CATCH_UP_MS_MAX, Math.max(0, moment - (this.#countedUpTo ?? moment)))
    if (!before.paused) this.#bucket = Math.min(this.#bucket + (ms / 1_000) * rate, Math.max(1, rate))
    this.#bucket += unused
    this.#countedUpTo = Math.max(this.#countedUpTo ?? 0, moment)
    if (before.paused) {
      this.#check('a paused queue admits nobody', added === 0, `${added}`)
      this.#check('a paused queue keeps the capacity of expired passes', unused === 0, `${unused}`)
      return
    }
    const waiting = before.joined - before.admitted
    const atMost = Math.min(waiting, Math.floor(this.#bucket + ROUNDING))
    const atLeast = Math.min(waiting, Math.floor(this.#bucket - ROUNDING))
    this.#check('admissions never exceed the token bucket', added <= atMost, `${added} of ${this.#bucket}`)
    this.#check('no capacity is lost', added >= atLeast, `${added} of ${this.#bucket}`)
    this.#bucket -= added
  }

  #use(before: QueueVersion, now: QueueVersion, admissions: AdmissionVersion[]): void {
    let uses = 0
    for (const { upTo, used } of admissions) {
      const known = this.#admissions.get(upTo)
      uses += used - (known?.used ?? 0)
      this.#check('a pass that has expired is not counted as used', !known?.expired || known.used === used)
    }
    this.#check('used passes are counted once', now.used - before.used === uses)
  }
}

const isEmpty = (version: QueueVersion): boolean =>
  Object.entries(EMPTY).every(([name, value]) => version[name as keyof typeof EMPTY] === value)
