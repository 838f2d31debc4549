import { SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { canManage, useOrganisation, useSession } from '../access/session';
import { useSearchState } from '../app/search';
import { ViewBar } from '../app/ViewBar';
import { useView } from '../app/view';
import { AttainmentTable } from '../attain/AttainmentTable';
import { format } from '../format';
import { kindPlural, kindWord } from '../org/queries';
import { StatusPill } from '../outlook/StatusPill';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { Bands } from './Bands';
import { NewsList } from './NewsList';
import { type Category, type Leaderboard, type LeaderRow, leaderboardQuery } from './queries';
import './recognition.css';
import { WallLinks } from './WallLinks';
import { boardNote, CATEGORIES, OUT_WORDS, ownSentences, valueText } from './words';

const KINDS = ['person', 'team', 'territory'];

/** Where do I stand? Bands for people and teams; who leads people sees each of them below. */
export function RankingPage() {
  const view = useView();
  const { user } = useSession();
  const organisation = useOrganisation();
  const [search, change] = useSearchState();
  const by = KINDS.find((kind) => kind === search.by) ?? 'person';
  const plural = kindPlural(by).toLowerCase();
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Ranking" />
          <p className="page-sub">Where do we stand? By attainment, not by raw money.</p>
        </div>
        <ViewBar />
      </div>
      {by === 'person' && <Board />}
      {(canManage(user.role) || by !== 'person') && (
        <Section
          title={`Who is furthest on the way to the target?`}
          hint="Bar: attainment. Mark: what the plan expects today."
          actions={
            <SegmentedControl
              size="xs"
              aria-label="Rank"
              value={by}
              onChange={(value) => change({ by: value === 'person' ? undefined : value, q: undefined })}
              data={KINDS.map((kind) => ({ value: kind, label: kindPlural(kind) }))}
            />
          }
        >
          <AttainmentTable
            key={by}
            view={view}
            filter={{ by }}
            caption={`Ranking of ${plural} by attainment`}
            nameHeader={kindWord(by)}
            findLabel={`Find one of the ${plural}`}
            withRank
            defaultSort={{ by: 'rank', order: 'asc' }}
            emptyText="Nobody has a target in this period. Choose another period above."
          />
        </Section>
      )}
      {user.role !== 'rep' && user.role !== 'viewer' && <WallLinks root={organisation.node_id} />}
    </>
  );
}

function Board() {
  const view = useView();
  const { user } = useSession();
  const organisation = useOrganisation();
  const [search, change] = useSearchState();
  const category = CATEGORIES.find((one) => one.value === search.measure) ?? CATEGORIES[0];
  const query = useQuery(leaderboardQuery(view, category?.value ?? 'attainment', search.under));
  if (!category) return null;
  return (
    <>
      <Section
        title={category.question}
        hint={category.hint}
        actions={
          <Select
            size="xs"
            aria-label="Category"
            className="pick-category"
            value={category.value}
            onChange={(value) =>
              change({ measure: value === 'attainment' ? undefined : (value ?? undefined) })
            }
            data={CATEGORIES.map(({ value, label }) => ({ value, label }))}
          />
        }
      >
        <Loaded query={query} height={220}>
          {(board) => (
            <>
              {board.own && (
                <p className="own-place">
                  {ownSentences(board.own, board.category, organisation.currency).join(' ')}
                </p>
              )}
              <BoardBody board={board} />
              <p className="card-hint">
                {format.count(board.of)} compared · as of {format.day(board.as_of)}, {organisation.time_zone}{' '}
                · {board.metric_name}, {board.period.label}
              </p>
            </>
          )}
        </Loaded>
      </Section>
      {query.data && query.data.recent.length > 0 && (
        <Section title="What was achieved lately?" hint="In the last 14 days. It is awarded once and stays.">
          <NewsList news={query.data.recent} />
        </Section>
      )}
      {query.data && !canManage(user.role) && query.data.people.length > 0 && <People board={query.data} />}
    </>
  );
}

function BoardBody({ board }: { board: Leaderboard }) {
  const note = boardNote(board);
  if (board.bands.length === 0)
    return <Empty title={board.close ? 'Too close to call' : 'Nothing to compare'}>{note}</Empty>;
  return (
    <>
      {note && <p className="card-hint">{note}</p>}
      <Bands board={board} />
    </>
  );
}

function columnsFor(category: Category, over: boolean): Column<LeaderRow>[] {
  return [
    {
      id: 'name',
      header: category === 'teamwork' ? 'Team' : 'Person',
      className: 'sticky',
      cell: (row) => (
        <Link to="/n/$nodeId" params={{ nodeId: row.node.id }}>
          {row.node.name}
        </Link>
      ),
    },
    { id: 'status', header: 'Status', cell: (row) => <StatusPill status={row.status} over={over} /> },
    {
      id: 'value',
      header: category === 'improvement' ? 'Against usual' : 'Attainment',
      numeric: true,
      cell: (row) =>
        row.value === null ? (
          <NoData reason={OUT_WORDS[row.out] || 'not compared'} />
        ) : (
          valueText(category, row.value)
        ),
    },
    {
      id: 'above',
      header: 'Clearly ahead of them',
      numeric: true,
      cell: (row) =>
        row.above === null ? (
          <NoData reason={OUT_WORDS[row.out] || 'too few to compare'} />
        ) : (
          format.count(row.above)
        ),
    },
  ];
}

/** Whom the reader leads: they alone are shown one by one. */
function People({ board }: { board: Leaderboard }) {
  const over = board.period.status === 'closed';
  const columns = useMemo(() => columnsFor(board.category, over), [board.category, over]);
  return (
    <Section title="How do your people stand?" hint="Only you, and who leads you, see them one by one.">
      <DataTable
        caption="Your people by band"
        columns={columns}
        rows={board.people}
        rowKey={(row) => row.node.id}
      />
    </Section>
  );
}
