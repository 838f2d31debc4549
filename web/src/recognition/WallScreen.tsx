import { format } from '../format';
import { chanceText, statusLook } from '../outlook/words';
import { BadgeIcon } from './BadgeIcon';
import type { Wall } from './queries';
import { chanceWords, fitting, type Screen } from './wall';

/** One screen of a wall. */
export function WallScreen({ wall, screen }: { wall: Wall; screen: Screen }) {
  switch (screen) {
    case 'team':
      return <Team wall={wall} />;
    case 'top':
      return <Top wall={wall} />;
    case 'today':
      return <Today wall={wall} />;
    case 'milestones':
      return <Milestones wall={wall} />;
  }
}

const part = (value: string | null) => Math.max(0, Number(value ?? 0));

function Team({ wall }: { wall: Wall }) {
  const { team } = wall;
  const over = wall.period.status === 'closed';
  const look = statusLook(team.status, over);
  const Shape = look.icon;
  // The scale holds the whole target, and what goes beyond it.
  const scale = Math.max(1, part(team.attainment), part(team.expected)) * 1.02;
  const at = (value: string | null) => `${(100 * part(value)) / scale}%`;
  return (
    <>
      <h1 className="wall-title">How is the team doing?</h1>
      {team.filling ? (
        <p className="wall-big">{format.percent(team.filling)} counted</p>
      ) : (
        <p className="wall-number">
          {team.attainment === null ? '–' : format.percent(team.attainment)}
          <span className="wall-unit">
            {team.attainment === null ? 'no target in this period' : 'of the target'}
          </span>
        </p>
      )}
      {team.attainment !== null && (
        <div
          className="wall-bar"
          role="img"
          aria-label={`${format.percent(team.attainment)} of the target${team.expected === null ? '' : `, ${format.percent(team.expected)} of the working days are over`}`}
        >
          <span className="wall-bar-fill" style={{ width: at(team.attainment) }} />
          {team.expected !== null && <span className="wall-bar-mark" style={{ left: at(team.expected) }} />}
          <span className="wall-bar-target" style={{ left: `${100 / scale}%` }} />
        </div>
      )}
      <p className="wall-key">
        {team.expected !== null &&
          `Mark: ${format.percent(team.expected)} of the working days are over. Line: the target.`}
      </p>
      <div className="wall-facts">
        <p className="wall-pill" data-tone={look.tone}>
          <Shape size="1em" stroke={2.2} aria-hidden="true" />
          {look.word}
        </p>
        {!over && (
          <p className="wall-fact">
            {team.status === 'achieved' ? 'The target is there' : chanceWords(team.chance)}
            {team.chance !== null && <span className="wall-small">Chance {chanceText(team.chance)}</span>}
          </p>
        )}
        {!over && team.low !== null && team.high !== null && (
          <p className="wall-fact">
            {format.percent(team.low)} to {format.percent(team.high)}
            <span className="wall-small">where it ends in 8 of 10 cases</span>
          </p>
        )}
        {!over && (
          <p className="wall-fact">
            {format.count(team.days_left)} {team.days_left === 1 ? 'day' : 'days'}
            <span className="wall-small">of work left after today</span>
          </p>
        )}
      </div>
    </>
  );
}

/** So many names have room in all bands together. */
const ROOM = 24;

function Top({ wall }: { wall: Wall }) {
  const { top } = wall;
  const note =
    top.why || (top.close ? 'Too close to call: luck alone could put most of them in another order.' : '');
  let room = ROOM;
  return (
    <>
      <h1 className="wall-title">
        {top.leading && top.bands.length > 0 ? 'Nobody is clearly ahead of these' : 'Who leads?'}
      </h1>
      {note && <p className="wall-note">{note}</p>}
      <div className="wall-bands">
        {top.bands.map((band) => {
          const { shown, more } = fitting(band.names, room);
          room -= shown.length;
          return (
            <section key={band.number} className="wall-band" aria-label={`Band ${band.number}`}>
              <p className="wall-band-head">
                {!top.leading && <span className="wall-band-number">{band.number}</span>}
                {format.percent(band.low) === format.percent(band.high)
                  ? format.percent(band.high)
                  : `${format.percent(band.low)} to ${format.percent(band.high)}`}
                <span className="wall-small inline">of their own targets</span>
              </p>
              {band.names.length === 0 ? (
                <p className="wall-big">
                  {format.count(band.count)} {band.count === 1 ? 'person' : 'people'}
                </p>
              ) : (
                <ul className="wall-names">
                  {shown.map((name) => (
                    <li key={name}>{name}</li>
                  ))}
                  {more > 0 && <li>and {format.count(more)} more</li>}
                </ul>
              )}
            </section>
          );
        })}
      </div>
      {top.bands.length > 0 && (
        <p className="wall-key">
          {format.count(top.of)} compared by the share of each one’s own target. Within a band there is no
          order: luck alone could change it.
        </p>
      )}
    </>
  );
}

function Today({ wall }: { wall: Wall }) {
  const { today } = wall;
  return (
    <>
      <h1 className="wall-title">What came in today?</h1>
      <div className="wall-two">
        <p className="wall-number">
          {today.count === null ? '–' : format.count(today.count)}
          <span className="wall-unit">{today.name.toLowerCase()}</span>
        </p>
        {today.sum !== null && (
          <p className="wall-number">
            {format.amount(today.sum, 'money', today.currency, { compact: true })}
            <span className="wall-unit">of the whole team</span>
          </p>
        )}
      </div>
      <p className="wall-key">
        {format.day(today.day)}
        {today.hidden && ' · The sum is shown when more than one person brought something.'}
        {today.count !== null && Number(today.count) === 0 && ' · Nothing yet.'}
      </p>
    </>
  );
}

const NEWS = 6;

function Milestones({ wall }: { wall: Wall }) {
  return (
    <>
      <h1 className="wall-title">What was achieved?</h1>
      {wall.recent.length === 0 ? (
        <p className="wall-note">
          Nothing in the last 14 days yet. The first 50% of a target is the next thing to stand here.
        </p>
      ) : (
        <ul className="wall-news">
          {wall.recent.slice(0, NEWS).map((item) => (
            <li key={`${item.day} ${item.person?.id ?? ''} ${item.title}`}>
              <BadgeIcon kind={item.kind} size="1.3em" />
              <span className="wall-news-title">
                {item.person && <strong>{item.person.name}: </strong>}
                {item.title}
              </span>
              <span className="wall-news-day">{format.dayShort(item.day)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
