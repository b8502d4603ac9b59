/** Fractions of a cell. */
const WHOLE_RADIUS = 0.41
const HELD_RADIUS = 0.3
const HELD_BREATH = 0.09
const SOLD_RADIUS = 0.11
const OWNED_RADIUS = 0.28
const OWNED_RING = 0.1
const FALL = 0.34
const DIM_ALPHA = 0.1

const TURN = 2 * Math.PI

/** One grain: its cell in canvas pixels, and its colors. */
export interface Grain {
  x: number
  y: number
  size: number
  colour: string
  /** The color of sold grains. */
  dark: string
}

export type Draw = (context: CanvasRenderingContext2D, grain: Grain) => void

function disc(context: CanvasRenderingContext2D, { x, y, size }: Grain, radius: number, drop = 0): void {
  context.beginPath()
  context.arc(x + size / 2, y + size * (0.5 + drop), size * radius, 0, TURN)
}

/** Available: a disc. */
export const drawWhole: Draw = (context, grain) => {
  context.fillStyle = grain.colour
  disc(context, grain, WHOLE_RADIUS)
  context.fill()
}

/** Sold: a dot. */
export const drawSold: Draw = (context, grain) => {
  context.fillStyle = grain.dark
  disc(context, grain, SOLD_RADIUS)
  context.fill()
}

/** Owned by this shopper: a disc in its color, with a ring. */
export const drawOwned: Draw = (context, grain) => {
  context.fillStyle = grain.colour
  disc(context, grain, OWNED_RADIUS)
  context.fill()
  context.strokeStyle = grain.dark
  context.lineWidth = grain.size * OWNED_RING
  disc(context, grain, WHOLE_RADIUS)
  context.stroke()
}

/** Held: a pulsing ring. `breath`: -1 to 1. */
export const drawHeld =
  (breath: number): Draw =>
  (context, grain) => {
    context.strokeStyle = grain.colour
    context.lineWidth = grain.size * 0.14
    disc(context, grain, HELD_RADIUS + (HELD_BREATH / 2) * breath)
    context.stroke()
  }

/** Between available and sold. `share`: progress of the animation, 0 to 1. */
export const drawFalling =
  (share: number): Draw =>
  (context, grain) => {
    drawSold(context, grain)
    context.globalAlpha = 1 - share * share
    context.fillStyle = grain.colour
    disc(context, grain, WHOLE_RADIUS * (1 - share), FALL * share * share)
    context.fill()
    context.globalAlpha = 1
  }

/** Not matched by the shelf's filters: almost gone. */
export const drawDim =
  (draw: Draw): Draw =>
  (context, grain) => {
    context.globalAlpha = DIM_ALPHA
    draw(context, grain)
    context.globalAlpha = 1
  }
