import type { BriefOutlook } from '../api/types';
import { saidDays, saidPoints } from './said';
import { saidSentence } from './sentences';

const WIDTH = 160;
const HEIGHT = 36;

/** How the chance moved over the last days; nothing before there are three. */
export function SaidLine({ said }: { said: BriefOutlook[] }) {
  const text = saidSentence(said);
  if (text === null) return null;
  const points = saidPoints(saidDays(said), WIDTH, HEIGHT);
  const last = points.at(-1);
  return (
    <div>
      <dt>How did the chance move?</dt>
      <dd>
        <span className="said">
          <svg className="said-line" width={WIDTH} height={HEIGHT} aria-hidden="true">
            <line x1={0} x2={WIDTH} y1={0} y2={0} />
            <line x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
            <polyline points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')} />
            {last && <circle cx={last.x} cy={last.y} r={3.5} />}
          </svg>
          {text}
        </span>
      </dd>
    </div>
  );
}
