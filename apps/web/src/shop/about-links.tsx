import { ABOUT } from '../words/about'

/** Plain links: loading the page closes the header's menu. `apiOrigin`: for the API's documentation. */
export function AboutLinks({ apiOrigin }: { apiOrigin: string }) {
  return (
    <>
      <a href="/how-it-works">{ABOUT.how}</a>
      <a href="/proof">{ABOUT.proof}</a>
      <a href={`${apiOrigin}/docs`}>{ABOUT.api}</a>
      <a href="/status">{ABOUT.status}</a>
      <a href="/how-it-works#limits">{ABOUT.limits}</a>
    </>
  )
}
