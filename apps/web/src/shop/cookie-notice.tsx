'use client'

import { useEffect, useState } from 'react'
import { cookiesAllowed } from '../data/session'
import styles from './frame.module.css'
import { useShop } from './shop'

/** Says on every page that nothing can be bought while cookies are blocked. */
export function CookieNotice() {
  const { sentences } = useShop()
  const [blocked, setBlocked] = useState(false)
  useEffect(() => setBlocked(!cookiesAllowed()), [])
  return blocked && <p className={styles.warning}>{sentences.cookies_blocked}</p>
}
