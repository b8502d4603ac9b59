/** Where every thing stands: the height of its foot's centre. */
export const GROUND = 322
