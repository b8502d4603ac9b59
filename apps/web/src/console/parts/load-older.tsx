/** Continues a list that is sorted newest first, as long as there is more. */
export function LoadOlder({ list }: { list: { hasNextPage: boolean; fetchNextPage(): Promise<unknown> } }) {
  if (!list.hasNextPage) return null
  return (
    <p>
      <button type="button" className="plain" onClick={() => list.fetchNextPage()}>
        Load older
      </button>
    </p>
  )
}
