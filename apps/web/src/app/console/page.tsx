export { MachineRoom as default } from '../../console/machine/machine-room'
