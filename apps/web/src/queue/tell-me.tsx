import { useEffect, useRef, useState } from 'react'
import choices from '../buying/choices.module.css'
import { queueWords } from '../words/queue'

interface TellMeProps {
  /** The shopper's turn has come. */
  isTurn: boolean
  saleName: string
  chosen: boolean
  choose: () => void
}

/** Opt-in to a sound and a notification when it is the shopper's turn. */
export function TellMe({ isTurn, saleName, chosen, choose }: TellMeProps) {
  const audio = useRef<AudioContext>(null)
  const [notifies, setNotifies] = useState(false)
  const told = useRef(false)
  useEffect(() => {
    if (!isTurn || !chosen || told.current) return
    told.current = true
    if (audio.current) chime(audio.current)
    if (notifies)
      new Notification(queueWords.turnTitle, { body: queueWords.turnBody(saleName), tag: 'hourglass queue' })
  }, [isTurn, chosen, notifies, saleName])
  // A sound may only be played by a page that the shopper has used: this click prepares it.
  const optIn = async () => {
    choose()
    audio.current = new AudioContext()
    if (!('Notification' in window)) return
    setNotifies((await Notification.requestPermission()) === 'granted')
  }
  if (isTurn) return null
  return chosen ? (
    <p role="status">{notifies ? queueWords.telling : queueWords.tellingSound}</p>
  ) : (
    <button type="button" className={choices.second} onClick={() => void optIn()}>
      {queueWords.tell}
    </button>
  )
}

/** Three rising notes, each of 0.18 s. */
function chime(audio: AudioContext): void {
  for (const [i, hertz] of [523.25, 659.25, 783.99].entries()) {
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    const from = audio.currentTime + i * 0.18
    tone.frequency.value = hertz
    volume.gain.setValueAtTime(0.0001, from)
    volume.gain.exponentialRampToValueAtTime(0.2, from + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.18)
    tone.connect(volume).connect(audio.destination)
    tone.start(from)
    tone.stop(from + 0.18)
  }
}
