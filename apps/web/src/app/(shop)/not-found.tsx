export { Nothing as default } from '../../shop/nothing'
