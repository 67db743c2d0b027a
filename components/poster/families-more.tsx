import { widthInEm, type Box } from './lettering';
import type { Family } from './families';

const full = { x: 40, width: 520 };
const artistFoot: Box = { ...full, y: 756, height: 44, size: 32, foot: true };
const artistTop: Box = { ...full, y: 44, height: 44, size: 32 };

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Lights of a stage crossing in the haze. */
export const beams: Family = ({ a, b, c }, random, id) => {
  const lights = range(5).map((i) => {
    const [from, to] = [60 + i * 120, random.whole(60, 540)];
    const half = random.whole(60, 120);
    const points = `${from - 8},-10 ${from + 8},-10 ${to + half},640 ${to - half},640`;
    return <polygon key={i} points={points} fill={`url(#${id}${i % 3})`} opacity=".82" />;
  });
  return {
    art: (
      <>
        {[a, b, c].map((colour, i) => (
          <linearGradient key={colour} id={`${id}${i}`} x2="0" y2="1">
            <stop stopColor={colour} />
            <stop offset="1" stopColor={colour} stopOpacity="0" />
          </linearGradient>
        ))}
        {lights}
      </>
    ),
    title: { ...full, y: 704, height: 240, size: 132, foot: true },
    artist: artistFoot,
  };
};

/** One bar of music, as loud as it looks. */
export const bars: Family = ({ a, b, c }, random, id) => {
  const columns = range(11).map((i) => {
    const loud = Math.sin(((i + 1) / 12) * Math.PI);
    const height = 60 + loud * random.whole(180, 460);
    const [x, y] = [40 + i * 48, 330 - height / 2];
    return <rect key={i} x={x} y={y} width="40" height={height} rx="20" fill={`url(#${id})`} />;
  });
  return {
    art: (
      <>
        <linearGradient id={id} gradientUnits="userSpaceOnUse" x1="0" y1="80" x2="600" y2="580">
          <stop stopColor={c} />
          <stop offset=".5" stopColor={a} />
          <stop offset="1" stopColor={b} />
        </linearGradient>
        {columns}
      </>
    ),
    title: { ...full, y: 712, height: 130, size: 104, foot: true },
    artist: artistFoot,
  };
};

/** Ellipses that turn around one another. */
export const orbit: Family = ({ a, b, c, ink }, random, id) => {
  const [wide, tall] = [random.whole(230, 270), random.whole(70, 130)];
  const turn = random.pick([10, 12, 15]);
  const ellipses = range(180 / turn).map((i) => (
    <ellipse
      key={i}
      rx={wide}
      ry={tall}
      transform={`rotate(${i * turn})`}
      stroke={i % 3 ? `url(#${id})` : c}
      strokeWidth="5"
      fill="none"
    />
  ));
  return {
    art: (
      <>
        <linearGradient id={id}>
          <stop stopColor={a} />
          <stop offset="1" stopColor={b} />
        </linearGradient>
        <g transform="translate(300 360)">
          {ellipses}
          <circle r="34" fill={ink} />
        </g>
      </>
    ),
    title: { ...full, x: 300, y: 756, height: 112, size: 84, foot: true, anchor: 'middle' },
    artist: { ...artistTop, x: 300, anchor: 'middle' },
  };
};

/** The title shouted from the back of the hall to the front. */
export const chorus: Family = ({ ground, ink, a, b, c }, random, _id, title) => {
  const word = title.split(/\s+/).reduce((x, y) => (y.length > x.length ? y : x));
  const size = Math.min(190, 490 / widthInEm(word));
  const rows = Math.min(7, Math.floor(480 / size));
  const loud = random.whole(1, Math.max(1, rows - 2));
  const lines = range(rows).map((i) => (
    <text
      key={i}
      x="300"
      y={Math.round(130 + (i + 0.8) * ((490 - size * 0.1) / rows))}
      fontSize={Math.round(size)}
      fontWeight="900"
      textAnchor="middle"
      // The fill hides where the font's own outlines overlap.
      fill={i === loud ? a : ground}
      stroke={i === loud ? 'none' : i % 2 ? b : c}
      strokeWidth="5"
      paintOrder="stroke"
    >
      {word}
    </text>
  ));
  return {
    art: (
      <>
        {lines}
        <rect x="40" y="640" width="520" height="4" fill={ink} />
      </>
    ),
    title: { ...full, y: 756, height: 96, size: 62, foot: true },
    artist: artistTop,
  };
};

/** Broad strokes across the sheet, in the Swiss manner. */
export const strokes: Family = ({ ground, a, b, c }, random) => {
  const angle = random.pick([-32, -24, 28]);
  const colours = [a, b, c, a, b];
  let y = 40;
  const bands = colours.map((colour, i) => {
    const height = random.whole(26, 110);
    const band = (
      <rect
        key={i}
        x={random.whole(-120, 180)}
        y={y}
        width="760"
        height={height}
        rx={height / 2}
        fill={colour}
      />
    );
    y += height + 18;
    return band;
  });
  return {
    art: (
      <>
        <g transform={`rotate(${angle} 300 330)`}>{bands}</g>
        <path d="M0 544H600V800H0Z" fill={ground} />
      </>
    ),
    title: { ...full, y: 704, height: 136, size: 110, foot: true },
    artist: artistFoot,
  };
};
