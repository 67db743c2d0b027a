import { useId } from 'react';
import { cn } from '@/components/ui/cn';
import { blocks, letter, rings, sun, waves, type Family } from './families';
import { bars, beams, chorus, orbit, strokes } from './families-more';
import { fit, type Box } from './lettering';
import { palettes } from './palettes';
import { randomFrom } from './random';

const families: readonly Family[] = [
  sun,
  letter,
  rings,
  blocks,
  waves,
  beams,
  bars,
  orbit,
  chorus,
  strokes,
];

type Props = {
  seed: string;
  title: string;
  artist: string;
  /** What it is called for a screen reader; left out where the title stands beside it. */
  label?: string;
  className?: string;
};

/** A concert's poster, drawn from its seed: the same everywhere, and told apart at 120 px. */
export function Poster({ seed, title, artist, label, className }: Props) {
  const id = useId();
  const random = randomFrom(seed);
  const palette = random.pick(palettes);
  const sheet = random.pick(families)(palette, random, id, title);
  const named = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  return (
    <svg
      {...named}
      viewBox="0 0 600 800"
      className={cn(
        'block aspect-3/4 h-auto w-full overflow-hidden rounded-md border border-line',
        className,
      )}
      style={{ background: palette.ground }}
    >
      {sheet.art}
      <Words text={artist} box={sheet.artist} fill={palette.ink} weight={600} />
      <Words text={title} box={sheet.title} fill={palette.ink} weight={850} />
    </svg>
  );
}

function Words(props: { text: string; box: Box; fill: string; weight: number }) {
  const { size, lines } = fit(props.text, props.box);
  return (
    <text
      fontSize={size}
      fontWeight={props.weight}
      letterSpacing="-.02em"
      textAnchor={props.box.anchor ?? 'start'}
      fill={props.fill}
    >
      {lines.map((line) => (
        <tspan key={line.y} x={props.box.x} y={line.y}>
          {line.text}
        </tspan>
      ))}
    </text>
  );
}
