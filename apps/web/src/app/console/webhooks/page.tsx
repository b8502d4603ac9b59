export { WebhooksPage as default } from '../../../console/webhooks/webhooks-page'
