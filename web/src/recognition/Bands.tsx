import { IconStar } from '@tabler/icons-react';
import { useId } from 'react';
import { format } from '../format';
import type { Leaderboard } from './queries';
import { rangeText, valueText } from './words';

/** The highest bands. Within one there is no order: names stand by the alphabet. */
export function Bands({ board }: { board: Leaderboard }) {
  const id = useId();
  const top = Math.max(1, ...board.bands.map((band) => Number(band.high)));
  const at = (value: string) => `${Math.max(0, Math.min(100, (100 * Number(value)) / top))}%`;
  return (
    <ol className="bands">
      {board.bands.map((band) => (
        <li key={band.number} className="band" aria-labelledby={`${id}-${band.number}`}>
          <div className="band-head">
            <h3 id={`${id}-${band.number}`} className="band-title">
              {board.leading ? 'Nobody is clearly ahead of' : `Band ${band.number}`}
            </h3>
            <span className="muted">
              {format.count(band.count)}{' '}
              {board.category === 'teamwork' ? 'teams' : band.count === 1 ? 'person' : 'people'},{' '}
              {rangeText(board.category, band)}
            </span>
          </div>
          {board.category !== 'improvement' && (
            <div className="band-track" aria-hidden="true">
              <span
                className="band-range"
                style={{ left: at(band.low), width: `max(6px, calc(${at(band.high)} - ${at(band.low)}))` }}
              />
            </div>
          )}
          {band.members.length > 0 && (
            <ul className="band-members">
              {band.members.map((member) => (
                <li key={member.node.id} className={member.own ? 'band-member own' : 'band-member'}>
                  {member.own && <IconStar size={14} stroke={2} aria-hidden="true" />}
                  <span>
                    {member.node.name}
                    {member.own && <span className="sr-only"> (you)</span>}
                  </span>
                  <span className="numeric muted">{valueText(board.category, member.value)}</span>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ol>
  );
}
