import { picturePath } from '@hourglass/core/contract'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { Field } from '../parts/field'
import { Refused } from '../parts/refused'
import { useTRPC } from '../shell/api'
import { useConsole } from '../shell/console'
import styles from './sales.module.css'

interface PictureFieldProps {
  /** Id of the uploaded picture; '' without one. */
  value: string
  change: (id: string) => void
  fault?: string | undefined
}

/** Uploads a picture as soon as its file is chosen, and shows it. */
export function PictureField({ value, change, fault }: PictureFieldProps) {
  const trpc = useTRPC()
  const { apiOrigin } = useConsole()
  const file = useRef<HTMLInputElement>(null)
  const add = useMutation(trpc.pictures.add.mutationOptions())
  async function upload(chosen: File | undefined) {
    if (!chosen) return
    // The server says what is wrong with another type.
    const type = chosen.type as 'image/jpeg'
    add.mutate({ type, data: await base64Of(chosen) }, { onSuccess: ({ id }) => change(id) })
  }
  function remove() {
    change('')
    // The button that had the focus is gone.
    file.current?.focus()
  }
  return (
    <div className={styles.pictureField}>
      <Field name="Picture" note="JPEG, PNG or WebP, up to 10 MB" fault={fault}>
        {(described) => (
          <input
            {...described}
            ref={file}
            type="file"
            accept="image/jpeg,image/png,image/webp"
            onChange={({ target }) => upload(target.files?.[0])}
          />
        )}
      </Field>
      {add.isPending && <p role="status">Uploading…</p>}
      <Refused error={add.error} />
      {value !== '' && (
        <p className={styles.uploaded}>
          {/* biome-ignore lint/performance/noImgElement: the API has made the small file */}
          <img src={apiOrigin + picturePath(value, 'small.webp')} alt="The chosen one" width={64} height={64} />
          <button type="button" className="quiet" onClick={remove}>
            Remove picture
          </button>
        </p>
      )}
    </div>
  )
}

/** The content of a file, in base64. */
function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '')
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
