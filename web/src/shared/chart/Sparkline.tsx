// A small line without axes, for a card; one measurement makes no line. Broken at gaps like the large chart; needs no chart library.
import { type Point, splitAtGaps, valueExtent } from './series';

const width = 120;
const height = 36;

interface Props {
  label: string;
  points: Point[];
  from: number;
  to: number;
}

export function Sparkline({ label, points, from, to }: Props) {
  const extent = valueExtent([{ id: 'line', label, points }]);
  if (!extent || points.filter(({ value }) => value !== null).length < 2) return null;
  const [low, high] = extent;
  const place = (at: number, value: number): [number, number] => [
    ((at - from) / (to - from)) * width,
    height - ((value - low) / (high - low)) * height,
  ];
  const stretches = splitAtGaps(points);
  const last = stretches.at(-1)?.at(-1);
  const [lastX, lastY] = last ? place(last.at, last.value) : [0, 0];
  return (
    <svg className="sparkline" viewBox={`-4 -4 ${width + 8} ${height + 8}`} role="img" aria-label={label}>
      {stretches.map((stretch) => (
        <path
          key={stretch[0]?.at}
          d={`M${stretch
            .map((point) =>
              place(point.at, point.value)
                .map((n) => n.toFixed(1))
                .join(' '),
            )
            .join('L')}`}
        />
      ))}
      {last && <circle cx={lastX} cy={lastY} r={3} />}
    </svg>
  );
}
