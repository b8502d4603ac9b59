export { RecordPage as default } from '../../../console/record/record-page'
