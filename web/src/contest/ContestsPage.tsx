import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useSession } from '../access/session';
import type { Contest } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { PageTitle } from '../ui/PageTitle';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { ContestForm } from './ContestForm';
import { contestsQuery } from './queries';
import { prizeWords, STATES, stateWords } from './words';

/** Which contests are there, and what can be won? */
export function ContestsPage() {
  const { user } = useSession();
  const query = useQuery(contestsQuery);
  const [writing, setWriting] = useState(false);
  const mayHold = user.role !== 'rep' && user.role !== 'viewer';
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Contests" />
          <p className="page-sub">What can be won, by whom, and does everybody have a chance?</p>
        </div>
        {mayHold && (
          <Button size="xs" onClick={() => setWriting(true)}>
            Write a contest
          </Button>
        )}
      </div>
      <Loaded query={query} height={360}>
        {(page) => <Lists contests={page.items} mayHold={mayHold} />}
      </Loaded>
      {writing && <ContestForm onClose={() => setWriting(false)} />}
    </>
  );
}

function Lists({ contests, mayHold }: { contests: Contest[]; mayHold: boolean }) {
  const running = contests.filter((one) => one.state === 'running');
  const coming = contests.filter((one) => one.state === 'draft' || one.state === 'rehearsed');
  const over = contests.filter((one) => one.state === 'ended' || one.state === 'withdrawn');
  return (
    <>
      <Section title="What runs now?">
        {running.length === 0 ? (
          <Empty title="No contest runs">
            {mayHold
              ? 'Write one: it is rehearsed on the past before anybody hears of it.'
              : 'You see a contest here from the day on which your manager starts it.'}
          </Empty>
        ) : (
          <Table caption="Contests that run" rows={running} />
        )}
      </Section>
      {coming.length > 0 && (
        <Section
          title="What is being prepared?"
          hint="Only those who hold a contest see it before it starts."
        >
          <Table caption="Contests that have not begun" rows={coming} />
        </Section>
      )}
      {over.length > 0 && (
        <Section title="What was held?">
          <Table caption="Contests that are over" rows={over} />
        </Section>
      )}
    </>
  );
}

const COLUMNS: Column<Contest>[] = [
  {
    id: 'name',
    header: 'Contest',
    className: 'sticky',
    cell: (row) => (
      <Link to="/contests/$contestId" params={{ contestId: row.id }} className="link">
        {row.name}
      </Link>
    ),
  },
  { id: 'node', header: 'Among', cell: (row) => row.node.name },
  { id: 'days', header: 'Days', className: 'nowrap', cell: (row) => format.dayRange(row.start, row.end) },
  { id: 'prize', header: 'What wins', cell: (row) => prizeWords(row) },
  {
    id: 'state',
    header: 'State',
    cell: (row) => <Pill tone={STATES[row.state].tone}>{stateWords(row)}</Pill>,
  },
];

function Table({ caption, rows }: { caption: string; rows: Contest[] }) {
  return <DataTable caption={caption} columns={COLUMNS} rows={rows} rowKey={(row) => row.id} stacked />;
}
