import { useHotkeys } from '@mantine/hooks';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { type CSSProperties, useEffect, useState } from 'react';
import { ApiError, messageOf } from '../api/client';
import { dark, light, type Palette } from '../app/palette';
import { useSearchState } from '../app/search';
import { format } from '../format';
import type { Wall } from './queries';
import { useEntry, useWall } from './useWall';
import { WallScreen } from './WallScreen';
import { type Line, type Screen, screensOf, secondsOf, staleMinutes, staleness } from './wall';
import './wall.css';

const TICK_MS = 1000;

/** The hour of a moment with its zone: a screen hangs in a room, and its server may stand elsewhere. */
function clock(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(at);
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), TICK_MS);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}

/** The palette as it is, whatever theme this browser has: a screen is dark unless its address says otherwise. */
function colours(palette: Palette): CSSProperties {
  const names = Object.entries(palette).map(([name, value]) => [
    `--wall-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
  ]);
  return Object.fromEntries(names) as CSSProperties;
}

/** A screen in a room: one team, in turns, as large as the screen; it says when it is behind. */
export function WallPage() {
  const [search] = useSearchState();
  const entry = useEntry();
  const wall = useWall(entry, search.node, search.period, search.metric);
  const now = useNow();
  const screens = screensOf(search.screens);
  const each = secondsOf(search.every);
  const turn = useTurn(screens.length, each, now);
  const theme = search.theme === 'light' ? 'light' : 'dark';
  const screen = screens[turn.at % screens.length] ?? 'team';
  useEffect(() => {
    document.title = 'Wall · Attain';
  }, []);
  return (
    <main className="wall" data-theme={theme} style={colours(theme === 'light' ? light : dark)}>
      <div className="wall-fit">
        {entry === 'refused' || (wall.error && !wall.data) ? (
          <Refused error={entry === 'refused' ? null : wall.error} />
        ) : wall.data ? (
          <Shown
            wall={wall.data}
            screen={screen}
            line={wall.line}
            refused={isRefused(wall.error)}
            now={now}
            minutes={staleMinutes(search.stale)}
            left={turn.left}
            count={screens.length}
            at={turn.at % screens.length}
          />
        ) : (
          <h1 className="wall-message">Attain</h1>
        )}
      </div>
    </main>
  );
}

function isRefused(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 401 || error.status === 404);
}

/** Which screen is shown, and for how many seconds more. Arrows go to another at once. */
function useTurn(count: number, each: number, now: number) {
  const [begun, setBegun] = useState({ at: 0, since: Date.now() });
  const gone = Math.floor((now - begun.since) / 1000);
  useEffect(() => {
    if (count > 1 && gone >= each) setBegun((last) => ({ at: (last.at + 1) % count, since: Date.now() }));
  }, [gone, each, count]);
  const go = (by: number) => setBegun((last) => ({ at: (last.at + by + count) % count, since: Date.now() }));
  useHotkeys([
    ['ArrowRight', () => go(1)],
    ['ArrowLeft', () => go(-1)],
  ]);
  return { at: begun.at, left: Math.max(0, each - gone) };
}

interface ShownProps {
  wall: Wall;
  screen: Screen;
  line: Line;
  refused: boolean;
  now: number;
  minutes: number;
  left: number;
  count: number;
  at: number;
}

function Shown({ wall, screen, line, refused, now, minutes, left, count, at }: ShownProps) {
  const stale = refused ? 'refused' : staleness(line, now, minutes);
  const updated = line.madeAt === null ? '' : clock(line.madeAt, wall.time_zone);
  return (
    <>
      <header className="wall-head">
        <span className="wall-name">{wall.node.name}</span>
        <span>
          {wall.metric_name}, {wall.period.label}
        </span>
      </header>
      {stale && (
        <div className="wall-stale" role="alert">
          <IconPlugConnectedX size="1.2em" stroke={2} aria-hidden="true" />
          <span>
            {STALE_WORDS[stale]} Numbers of {updated}.
          </span>
        </div>
      )}
      <div className={stale ? 'wall-body old' : 'wall-body'}>
        <WallScreen wall={wall} screen={screen} />
      </div>
      <footer className="wall-foot">
        <span>
          Updated {updated}
          {wall.as_of !== today(now, wall.time_zone) && ` · as of ${format.day(wall.as_of)}`}
        </span>
        {count > 1 && (
          <span className="wall-turn">
            {Array.from({ length: count }, (_, index) => (
              <span key={index} className={index === at ? 'wall-dot here' : 'wall-dot'} aria-hidden="true" />
            ))}
            <span className="wall-left">
              {at + 1} of {count}, next in {left} s
            </span>
          </span>
        )}
      </footer>
    </>
  );
}

const STALE_WORDS = {
  line: 'Stale: no connection to the server. It is tried again by itself.',
  numbers: 'Stale: the server sends no new numbers.',
  refused: 'Stale: this link has ended, or shows nothing any more.',
};

function today(now: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(now);
}

function Refused({ error }: { error: unknown }) {
  const signIn = error instanceof ApiError && error.status === 401;
  const why =
    error === null || signIn
      ? 'This screen has no link that works. Who leads the team makes one on the page Ranking; whoever is signed in sees the wall without one.'
      : messageOf(error);
  return (
    <div className="wall-message">
      <h1>Nothing to show</h1>
      <p>{why}</p>
      {signIn && (
        <p>
          <a href={`/login?next=${encodeURIComponent(window.location.pathname + window.location.search)}`}>
            Sign in
          </a>
        </p>
      )}
    </div>
  );
}
