import { Button, Select } from '@mantine/core';
import { IconCamera, IconLock, IconLockOpen, IconMessage } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { canManage, useSession } from '../access/session';
import type { Board, BoardLine } from '../api/types';
import { AsOfPicker } from '../app/AsOf';
import { useSearchState } from '../app/search';
import { useView } from '../app/view';
import { format } from '../format';
import { groupPeriods } from '../period/group';
import { periodsQuery } from '../period/queries';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { AccuracySection } from './AccuracySection';
import { ChangesSection } from './ChangesSection';
import { DealsSection } from './DealsSection';
import { ForecastBar } from './ForecastBar';
import { LockDialog } from './LockDialog';
import { boardQuery, type Place, useSay } from './queries';
import { RollupTable } from './RollupTable';
import { SaidSection } from './SaidSection';
import { type Said, SayDialog } from './SayDialog';
import { TrendSection } from './TrendSection';
import { METRICS, metricOf } from './words';
import './forecast.css';

const NodeLanding = lazy(() => import('../outlook/Landing'));
const MonthsAhead = lazy(() => import('../outlook/MonthsAhead'));

/** Where will we land, how sure are we, and what changed since last week? */
export function ForecastPage() {
  const view = useView();
  const [search] = useSearchState();
  const place: Place = {
    node: search.under,
    metric: metricOf(view.metric),
    period: search.period,
    as_of: view.asOfParameter,
  };
  const query = useQuery(boardQuery(place));
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Forecast" />
          <p className="page-sub">{query.data ? <Subtitle board={query.data} /> : 'Where will we land?'}</p>
        </div>
        <ForecastView metric={place.metric} period={query.data?.period.id ?? search.period ?? ''} />
      </div>
      <Loaded query={query} height={420} level={2}>
        {(board) => <BoardSections board={board} place={{ ...place, node: board.total.node.id }} />}
      </Loaded>
    </>
  );
}

function Subtitle({ board }: { board: Board }) {
  const [search] = useSearchState();
  const { name } = board.total.node;
  return (
    <>
      Where will <strong>{name}</strong> land in {board.period.label}, and how sure is that?
      {search.under && (
        <>
          {' '}
          <Link to="/forecast" search={(kept) => ({ ...kept, under: undefined })} className="link">
            Back to the top
          </Link>
        </>
      )}
    </>
  );
}

function ForecastView({ metric, period }: { metric: string; period: string }) {
  const [, change] = useSearchState();
  const view = useView();
  const periods = useQuery({ ...periodsQuery(view.asOfParameter), placeholderData: keepPreviousData });
  return (
    <search className="view-bar" aria-label="What is shown">
      <Select
        label="Metric"
        size="xs"
        className="pick-metric"
        allowDeselect={false}
        value={metric}
        onChange={(value) => change({ metric: value === 'revenue' ? undefined : (value ?? undefined) })}
        data={METRICS}
      />
      <Select
        label="Period"
        size="xs"
        className="pick-period"
        searchable
        nothingFoundMessage="No such period"
        value={period || null}
        onChange={(value) => change({ period: value ?? undefined })}
        data={groupPeriods(periods.data?.items ?? [], period)}
      />
      <AsOfPicker />
    </search>
  );
}

interface BoardProps {
  board: Board;
  place: Place;
}

function BoardSections({ board, place }: BoardProps) {
  const [saying, say] = useState<{ what: Said; line: BoardLine } | null>(null);
  const [locking, setLocking] = useState(false);
  const { total, currency } = board;
  const isLive = place.as_of === undefined && board.period.status !== 'closed';
  return (
    <>
      <Section
        title="What do people expect?"
        hint="Each bar holds what is surer than it. A call is what somebody commits to."
        actions={
          isLive && (
            <Actions
              board={board}
              onSay={() => say({ what: 'calls', line: total })}
              onLock={() => setLocking(true)}
            />
          )
        }
      >
        <ForecastBar line={total} currency={currency ?? null} />
        <Notes board={board} />
      </Section>
      <Computed board={board} place={place} />
      {board.lines.length > 0 && (
        <Section
          title="Who expects what?"
          hint="The forecast is the override, else the call, else what is computed with those below."
        >
          <RollupTable board={board} isLive={isLive} onSay={(what, line) => say({ what, line })} />
        </Section>
      )}
      <TrendSection place={place} currency={currency ?? null} />
      <ChangesSection
        place={place}
        asOf={board.as_of}
        start={board.period.start}
        currency={currency ?? null}
      />
      <DealsSection place={place} currency={currency ?? null} />
      <SaidSection place={place} currency={currency ?? null} />
      <AccuracySection place={place} currency={currency ?? null} />
      {saying && <SayDialog what={saying.what} line={saying.line} board={board} onClose={() => say(null)} />}
      {locking && <LockDialog board={board} onClose={() => setLocking(false)} />}
    </>
  );
}

/** What the numbers themselves lead to expect, beside what people say. */
function Computed({ board, place }: BoardProps) {
  const { node } = board.total;
  return (
    <Suspense fallback={null}>
      <NodeLanding
        nodeId={node.id}
        view={{
          metric: board.metric,
          period: board.period.id,
          asOfParameter: place.as_of,
          policy: undefined,
        }}
      />
      <MonthsAhead nodeId={node.id} view={{ metric: board.metric, asOfParameter: place.as_of }} />
    </Suspense>
  );
}

interface ActionsProps {
  board: Board;
  onSay: () => void;
  onLock: () => void;
}

function Actions({ board, onSay, onLock }: ActionsProps) {
  const { total, period, metric } = board;
  const { user } = useSession();
  const unlock = useSay('unlocks');
  const keep = useSay('snapshots');
  const isOwnLock = total.lock?.node === total.node.id;
  return (
    <div className="forecast-actions">
      {total.may_submit && !total.lock && (
        <Button size="xs" leftSection={<IconMessage size={16} />} onClick={onSay}>
          Submit a call
        </Button>
      )}
      {total.may_lock && !total.lock && (
        <Button size="xs" variant="default" leftSection={<IconLock size={16} />} onClick={onLock}>
          Lock
        </Button>
      )}
      {total.may_lock && isOwnLock && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconLockOpen size={16} />}
          loading={unlock.isPending}
          onClick={() =>
            unlock.mutate(
              { node: total.node.id, period: period.id },
              { onSuccess: () => notify('The forecast can be changed again.') },
            )
          }
        >
          Unlock
        </Button>
      )}
      {canManage(user.role) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCamera size={16} />}
          loading={keep.isPending}
          onClick={() =>
            keep.mutate(
              { period: period.id, metric },
              { onSuccess: () => notify(`The forecasts of ${period.label} are kept.`) },
            )
          }
        >
          Keep a snapshot
        </Button>
      )}
    </div>
  );
}

/** What a reader might stumble over. */
function Notes({ board }: { board: Board }) {
  const { lock } = board.total;
  const notes = [...board.notes];
  for (const { currency, amount } of board.unconverted) {
    notes.push(`${format.amount(amount, 'money', currency)} has no rate and is part of nothing.`);
  }
  if (lock)
    notes.unshift(
      `Locked by ${lock.by} since ${format.day(lock.since)}: “${lock.reason}”. The computation goes on.`,
    );
  if (notes.length === 0) return null;
  return (
    <ul className="notes">
      {notes.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
