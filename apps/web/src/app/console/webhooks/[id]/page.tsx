import { WebhookPage } from '../../../../console/webhooks/webhook-page'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <WebhookPage id={(await params).id} />
}
