export { KeysPage as default } from '../../../console/keys/keys-page'
