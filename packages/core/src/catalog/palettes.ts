import type { Palette } from './traits.ts'

export interface Colours {
  /** Behind the item: light, middle, deep. */
  readonly walls: readonly [string, string, string]
  /** Colours of glazes, dyes and lacquers. The first three are the strong ones. */
  readonly glazes: readonly [string, string, string, string, string]
}

export const COLOURS: Readonly<Record<Palette, Colours>> = {
  tidewater: {
    walls: ['#e8e3d5', '#9dbab6', '#18323a'],
    glazes: ['#2c6e78', '#c9704c', '#1f4a5e', '#82b3ab', '#dccfb2'],
  },
  kiln: { walls: ['#f0e2cf', '#d3a07c', '#381f19'], glazes: ['#b4482c', '#6f2c20', '#3a5055', '#dc8b5f', '#ead0ad'] },
  orchard: {
    walls: ['#efe9d3', '#b3bb93', '#2a3324'],
    glazes: ['#5e7a3f', '#93352e', '#c39a34', '#3f5d48', '#e4d8a9'],
  },
  dusk: { walls: ['#ecdfdb', '#b9a0ae', '#2a2135'], glazes: ['#6a4b7c', '#c27482', '#3d3863', '#e0b09a', '#aaa5c3'] },
  frost: { walls: ['#e9ebe7', '#aebfc6', '#1f2b36'], glazes: ['#4f7b9b', '#2f4f6b', '#a8603f', '#c6d5da', '#8f9fb1'] },
  ember: { walls: ['#f1e3cd', '#d99a66', '#261917'], glazes: ['#c9502a', '#e9a04a', '#7c2220', '#45302d', '#e9cb95'] },
  saffron: {
    walls: ['#f3e9cf', '#dfc077', '#382c16'],
    glazes: ['#d2961f', '#ad5f2a', '#47604f', '#857332', '#eee0b2'],
  },
  rosewater: {
    walls: ['#f3e5df', '#dcb0a8', '#391e26'],
    glazes: ['#b34d5b', '#7b3146', '#60786c', '#e0a59c', '#efd8ca'],
  },
  forest: {
    walls: ['#e6e6d8', '#93a48e', '#19271f'],
    glazes: ['#2e5c45', '#ad6e3b', '#1b3f36', '#87a17c', '#cdc7a3'],
  },
  observatory: {
    walls: ['#e8e4e0', '#8f96b5', '#181d38'],
    glazes: ['#33428a', '#cfa94f', '#20275a', '#7382bd', '#bcc1d8'],
  },
  chalk: { walls: ['#eeeae1', '#c6bcac', '#2b2825'], glazes: ['#857868', '#a5573c', '#4a443e', '#b8a48b', '#dad0bf'] },
  vineyard: {
    walls: ['#ede3da', '#b58f90', '#2b1621'],
    glazes: ['#6e2340', '#c4a264', '#4d2d4c', '#a34c64', '#7d8254'],
  },
}
