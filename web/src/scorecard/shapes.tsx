import type { ScorecardDriver, ScorecardTrend } from '../api/types';
import { bars, placed } from './draw';
import { amountText, driverTexts, pointValue } from './words';

const number = (value: string | null) => (value === null ? null : Number(value));

/** The middle half of the others as a band, the own value as a mark; the words beside it say the same. */
export function RangeMark({ driver }: { driver: ScorecardDriver }) {
  const at = placed(number(driver.own), number(driver.low), number(driver.high));
  const width = 120;
  if (!at) return null;
  const { own, peers, place } = driverTexts(driver);
  return (
    <svg
      className="range-mark"
      viewBox={`0 0 ${width} 18`}
      width={width}
      height={18}
      role="img"
      aria-label={`${driver.name}: ${own}, ${place} of the others, ${peers}`}
    >
      <line x1={0} x2={width} y1={9} y2={9} className="range-line" />
      <rect
        x={at.low * width}
        y={4}
        width={Math.max(1, (at.high - at.low) * width)}
        height={10}
        className="range-band"
      />
      <path
        d={`M ${at.own * width} 1 L ${at.own * width + 4} 9 L ${at.own * width} 17 L ${at.own * width - 4} 9 Z`}
        className="range-own"
      />
    </svg>
  );
}

/** The trend as a drawing of fixed size, for paper: every bar has its number. */
export function TrendDrawing({
  trend,
  width,
  height,
}: {
  trend: ScorecardTrend;
  width: number;
  height: number;
}) {
  const values = trend.points.map((_, at) => pointValue(trend, at));
  const [top, bottom] = [16, 30];
  const { bars: list, zero } = bars(values, width, height - top - bottom);
  const short = (value: number) => compactText(value, trend);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={`${trend.name} of ${trend.points.length} periods`}
    >
      <g transform={`translate(0 ${top})`}>
        {list.map((bar, at) => {
          const point = trend.points[at];
          const value = values[at];
          if (!bar || !point || value === null || value === undefined) return null;
          const middle = bar.x + bar.width / 2;
          return (
            <g key={point.period.id}>
              <rect {...bar} className={at === list.length - 1 ? 'bar-now' : 'bar-before'} />
              <text x={middle} y={Math.min(bar.y, zero) - 4} textAnchor="middle" className="bar-value">
                {short(value)}
              </text>
            </g>
          );
        })}
        <line x1={0} x2={width} y1={zero} y2={zero} className="range-line" />
      </g>
      {trend.points.map(({ period }, at) => (
        <text
          key={period.id}
          x={((at + 0.5) * width) / trend.points.length}
          y={height - 12}
          textAnchor="middle"
          className="bar-label"
        >
          {shortLabel(period)}
        </text>
      ))}
    </svg>
  );
}

export function compactText(value: number, trend: Pick<ScorecardTrend, 'unit' | 'currency'>): string {
  return amountText(String(value), trend, false, true) ?? '';
}

/** A month by its first letters and year, another period by its id. */
export function shortLabel(period: { id: string; kind: string; start: string }): string {
  if (period.kind !== 'month') return period.id;
  const [year, month] = period.start.split('-');
  return `${month}/${year?.slice(2)}`;
}
