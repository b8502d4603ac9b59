import type { SaleView } from '@hourglass/core/contract'

/** Units by state. */
export interface Units {
  available: number
  held: number
  sold: number
}

/** The events of `GET /v1/sales/{id}/live`, as DESIGN §4.6 has them. */
export interface Frames {
  snapshot: {
    sale_id: number
    first_item_id: number
    items_count: number
    server_time: string
    status: SaleView['status']
    units: Units
    states: string
  }
  delta: { units: Units; available?: number[]; held?: number[]; sold?: number[] }
  tick: { server_time: string; status: SaleView['status']; units: Units }
}
