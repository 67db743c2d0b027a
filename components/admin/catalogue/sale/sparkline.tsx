type Props = { values: number[]; max: number; label: string };

const width = 120;
const height = 32;

/** The last values as a thin line, oldest on the left; for the eye, beside a number that says it. */
export function Sparkline({ values, max, label }: Props) {
  const most = Math.max(1, max, ...values);
  const stepX = width / Math.max(1, values.length - 1);
  const points = values.map((value, i) => {
    const y = height - 1 - (value / most) * (height - 2);
    return `${(i * stepX).toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${width} ${height}`} className="h-8 w-30">
      <line x1="0" x2={width} y1="1" y2="1" className="stroke-line" strokeDasharray="2 3" />
      <polyline
        points={points.join(' ')}
        fill="none"
        className="stroke-accent"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
    </svg>
  );
}
