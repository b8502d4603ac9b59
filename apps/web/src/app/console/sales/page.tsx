export { SalesPage as default } from '../../../console/sales/sales-page'
