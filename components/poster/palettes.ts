/** `ink` passes 4.5:1 on `ground`; `a`, `b`, `c` are the shapes' colours, loudest first. */
export type Palette = { ground: string; ink: string; a: string; b: string; c: string };

export const palettes: readonly Palette[] = [
  { ground: '#150a33', ink: '#f7f1ff', a: '#ff4f9a', b: '#7a4bff', c: '#ffc24b' },
  { ground: '#cb3219', ink: '#fff6ea', a: '#1a1718', b: '#ffb524', c: '#f5cdb8' },
  { ground: '#f2e8d3', ink: '#1c1a17', a: '#d63f2c', b: '#1d5ca6', c: '#e8ae3c' },
  { ground: '#0b2a25', ink: '#ecfff7', a: '#f3cf55', b: '#17b890', c: '#ee6a49' },
  { ground: '#1436c9', ink: '#ffffff', a: '#ff5140', b: '#8fb8ff', c: '#ffe04a' },
  { ground: '#ffc6d7', ink: '#3a0920', a: '#e2004d', b: '#ff7855', c: '#7a1fa2' },
  { ground: '#0e0e0e', ink: '#f6f6f0', a: '#d2fb3c', b: '#5c5c5c', c: '#ffffff' },
  { ground: '#d9e8f4', ink: '#0b1f3a', a: '#1f5fcb', b: '#86b3e6', c: '#f2664a' },
  { ground: '#2a0d15', ink: '#ffe9d0', a: '#ff6536', b: '#a3214a', c: '#ffb648' },
  { ground: '#cbb7ff', ink: '#1d0b4a', a: '#5520dc', b: '#ff8736', c: '#fff6d6' },
];
