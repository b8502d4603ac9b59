'use client'

import { useEffect, useState } from 'react'
import { cookiesAllowed } from '../data/session'
import styles from './frame.module.css'
import { useShop } from './shop'

/** A notice on every page while cookies are blocked. */
export function CookieNotice() {
  const { sentences } = useShop()
  const [blocked, setBlocked] = useState(false)
  useEffect(() => setBlocked(!cookiesAllowed()), [])
  return blocked && <p className={styles.warning}>{sentences.cookies_blocked}</p>
}
