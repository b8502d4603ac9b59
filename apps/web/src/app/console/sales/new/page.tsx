export { NewSalePage as default } from '../../../../console/sales/new-sale-page'
