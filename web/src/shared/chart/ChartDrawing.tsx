// The drawing itself: axes, lines broken at gaps, lone measurements as dots, and the day being read.
import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, line } from 'd3-shape';
import { type PointerEvent, useState } from 'react';
import { useI18n } from '../../i18n/context';
import { countsWhole, type KnownPoint, moments, type Series, splitAtGaps, valueExtent } from './series';
import { useWidth } from './useWidth';

const height = 260;
/** So much of a day's label stands to the left of its day; nearer to the edge it would be cut. */
const halfALabel = 24;
/** From a label that begins at its day to one that stands around its own, so that they do not touch. */
const shortestStep = 3.25 * halfALabel;
const margin = { top: 12, bottom: 28, start: 8, end: 60 };

interface Props {
  series: Series[];
  from: number;
  to: number;
  formatTick: (value: number, step: number) => string;
  cursor: number | null;
  onPoint: (moment: number | null) => void;
}

export function ChartDrawing({ series, from, to, formatTick, cursor, onPoint }: Props) {
  const { f } = useI18n();
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const width = useWidth(box);
  const right = width - margin.end;
  const x = scaleUtc([new Date(from), new Date(to)], [margin.start, right]);
  const y = scaleLinear(valueExtent(series) ?? [0, 1], [height - margin.bottom, margin.top]);
  const whole = countsWhole(series);
  const yTicks = y.ticks(4).filter((tick) => !whole || Number.isInteger(tick));
  const yStep = (yTicks[1] ?? 0) - (yTicks[0] ?? 0);
  const [first, second, ...rest] = x.ticks(width < 520 ? 3 : 6);
  const crowded = first && second && x(first) < halfALabel && x(second) - x(first) < shortestStep;
  const xTicks = [crowded ? undefined : first, second, ...rest].filter((tick) => tick !== undefined);

  const path = line<KnownPoint>(
    (point) => x(point.at),
    (point) => y(point.value),
  );
  const fill = area<KnownPoint>(
    (point) => x(point.at),
    height - margin.bottom,
    (point) => y(point.value),
  );

  function follow(event: PointerEvent<SVGSVGElement>) {
    const bounds = event.currentTarget.getBoundingClientRect();
    const wanted = x.invert(event.clientX - bounds.left).getTime();
    const nearest = moments(series).reduce<number | null>(
      (best, day) => (best === null || Math.abs(day - wanted) < Math.abs(best - wanted) ? day : best),
      null,
    );
    onPoint(nearest);
  }

  return (
    <div ref={setBox} className="chart-drawing" dir="ltr">
      <svg
        width={width}
        height={height}
        aria-hidden="true"
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={() => onPoint(null)}
      >
        {yTicks.map((tick) => (
          <g key={tick} transform={`translate(0 ${y(tick)})`}>
            <line className="chart-grid" x1={margin.start} x2={right} />
            <text className="chart-tick" x={right + 10} dy="0.32em">
              {formatTick(tick, yStep)}
            </text>
          </g>
        ))}
        {xTicks.map((tick) => (
          <text
            key={tick.getTime()}
            className="chart-tick chart-tick-day"
            data-first={x(tick) < halfALabel || undefined}
            x={x(tick)}
            y={height - 6}
          >
            {f.shortDay(tick.getTime())}
          </text>
        ))}
        {cursor !== null && (
          <line
            className="chart-rule"
            x1={x(cursor)}
            x2={x(cursor)}
            y1={margin.top}
            y2={height - margin.bottom}
          />
        )}
        {series.map((one, index) => (
          <g key={one.id} className="chart-line" data-line={index}>
            {splitAtGaps(one.points).map((stretch) => (
              <Stretch
                key={stretch[0]?.at}
                stretch={stretch}
                place={(point) => [x(point.at), y(point.value)]}
                line={path(stretch) ?? ''}
                area={series.length === 1 ? fill(stretch) : null}
              />
            ))}
            {one.points
              .filter((point): point is KnownPoint => point.at === cursor && point.value !== null)
              .map((point) => (
                <circle
                  key={point.at}
                  className="chart-dot-read"
                  cx={x(point.at)}
                  cy={y(point.value)}
                  r={5}
                />
              ))}
          </g>
        ))}
      </svg>
    </div>
  );
}

interface StretchProps {
  stretch: KnownPoint[];
  place: (point: KnownPoint) => [number, number];
  line: string;
  area: string | null;
}

function Stretch({ stretch, place, line: lineShape, area: areaShape }: StretchProps) {
  const first = stretch[0];
  if (stretch.length === 1 && first) {
    const [cx, cy] = place(first);
    return <circle className="chart-dot" cx={cx} cy={cy} r={3} />;
  }
  return (
    <>
      {areaShape && <path className="chart-area" d={areaShape} />}
      <path className="chart-path" d={lineShape} />
    </>
  );
}
