export { FindPage as default } from '../../../console/find/find-page'
