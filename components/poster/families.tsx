import type { ReactNode } from 'react';
import type { Box } from './lettering';
import type { Palette } from './palettes';
import type { Random } from './random';

/** A poster's drawing on a 600 by 800 sheet, and where its words go. `id` is unique on the page. */
export type Sheet = { art: ReactNode; title: Box; artist: Box; ink?: string };
export type Family = (palette: Palette, random: Random, id: string, title: string) => Sheet;

const full = { x: 40, width: 520 };
const titleTop: Box = { ...full, y: 44, height: 230, size: 132 };
const artistTop: Box = { ...full, y: 44, height: 44, size: 32 };
const artistFoot: Box = { ...full, y: 756, height: 44, size: 32, foot: true };

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** A low sun, cut by the horizon's slits. */
export const sun: Family = ({ ground, ink, a, b, c }, random, id) => {
  const [x, y, r] = [random.whole(200, 400), random.whole(490, 530), random.whole(200, 230)];
  const slits = range(7).map((i) => {
    const height = 5 + i * 4;
    return <rect key={i} width="600" y={y - 20 + i * 38} height={height} fill={ground} />;
  });
  return {
    art: (
      <>
        <linearGradient id={id} x2="0" y2="1">
          <stop stopColor={c} />
          <stop offset=".5" stopColor={a} />
          <stop offset="1" stopColor={b} />
        </linearGradient>
        <circle cx={x} cy={y} r={r} fill={`url(#${id})`} />
        {slits}
        <circle cx={600 - x * 0.9} cy={random.whole(290, 330)} r="14" fill={ink} />
      </>
    ),
    title: { ...titleTop, height: 190 },
    artist: artistFoot,
  };
};

/** The title's first letter as large as the wall, with a spotlight on it. */
export const letter: Family = ({ ground, a, b, c }, random, id, title) => {
  const [x, y] = [random.whole(360, 470), random.whole(230, 450)];
  const initial = Array.from(title)[0] ?? 'O';
  return {
    art: (
      <>
        <clipPath id={id}>
          <circle cx={x} cy={y} r="190" />
        </clipPath>
        <circle cx={x} cy={y} r="190" fill={c} />
        {[undefined, `url(#${id})`].map((clip) => (
          <text
            key={clip ?? 'all'}
            x="300"
            y="590"
            fontSize="660"
            fontWeight="900"
            textAnchor="middle"
            fill={clip ? b : a}
            clipPath={clip}
          >
            {initial}
          </text>
        ))}
        <rect x="40" y="626" width="520" height="4" fill={ground === '#f2e8d3' ? a : c} />
      </>
    ),
    title: { ...full, y: 760, height: 116, size: 76, foot: true },
    artist: artistTop,
  };
};

/** Grooves of a record that turns out of the sheet. */
export const rings: Family = ({ ground, a, b, c }, random) => {
  const [x, y] = random.pick([
    [600, 800],
    [0, 800],
    [300, 820],
  ] as const);
  const colours = [a, ground, b, ground, c, ground, a];
  let radius = random.whole(440, 474);
  const circles = range(13).map((i) => {
    const circle = <circle key={i} cx={x} cy={y} r={radius} fill={colours[i % colours.length]} />;
    radius = Math.max(14, radius - (i % 2 ? random.whole(14, 26) : random.whole(34, 68)));
    return circle;
  });
  return {
    art: circles,
    title: { ...titleTop, height: 200 },
    artist: { ...full, y: 262, height: 44, size: 30 },
  };
};

/** Tiles of quarter circles, halves and squares. */
export const blocks: Family = ({ ground, ink, a, b, c }, random) => {
  const shapes = [
    'M0 0H150V150A150 150 0 0 1 0 0Z',
    'M0 0A75 75 0 0 0 150 0V150A75 75 0 0 0 0 150Z',
    'M75 0A75 75 0 0 1 75 150A75 75 0 0 1 75 0Z',
    'M0 150A150 150 0 0 1 150 0V150Z',
    'M0 0H150L0 150Z',
    'M0 0H75V150H0ZM112 0H150V150H112Z',
  ];
  const colours = [a, b, c, ink];
  const tiles = range(12).map((i) => {
    const [x, y] = [(i % 4) * 150, 200 + Math.floor(i / 4) * 150];
    const back = random.pick(colours);
    const front = random.pick([...colours, ground].filter((colour) => colour !== back));
    const turn = random.pick([0, 90, 180, 270]);
    return (
      <g key={i} transform={`translate(${x} ${y})`}>
        <path d="M0 0H150V150H0Z" fill={back} shapeRendering="crispEdges" />
        <path d={random.pick(shapes)} fill={front} transform={`rotate(${turn} 75 75)`} />
      </g>
    );
  });
  return {
    art: tiles,
    title: { ...titleTop, y: 40, height: 132, size: 100 },
    artist: { ...full, y: 760, height: 64, size: 38, foot: true },
  };
};

/** Hills of sound under a small moon. */
export const waves: Family = ({ ground, a, b, c }, random) => {
  const colours = [b, a, c, b, ground];
  const hills = colours.map((colour, i) => {
    const top = 340 + i * 84;
    const lift = random.whole(50, 110) * (i % 2 ? -1 : 1);
    const curve = `M0 ${top}C150 ${top - lift} 220 ${top + lift} 330 ${top}S520 ${top - lift} 600 ${top}V800H0Z`;
    return <path key={i} d={curve} fill={colour} />;
  });
  return {
    art: (
      <>
        <circle cx={random.whole(380, 500)} cy="290" r={random.whole(48, 84)} fill={c} />
        {hills}
      </>
    ),
    title: { ...titleTop, height: 190 },
    artist: artistFoot,
  };
};
