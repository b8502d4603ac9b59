import type { Metadata } from 'next'

export { MachineRoom as default } from '../../console/machine/machine-room'

export const metadata: Metadata = { title: { absolute: 'Machine room · Hourglass console' } }
