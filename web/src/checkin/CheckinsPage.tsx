import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Forbidden } from '../access/Forbidden';
import { useOrganisation, useSession } from '../access/session';
import { messageOf } from '../api/client';
import type { CheckinPair, Checkins, Rhythm } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { Commitments } from './Commitments';
import { checkinsQuery, useOpen, useRhythm, useShare } from './queries';
import { everyWord, formerOf, nextOf } from './words';
import './checkin.css';

export function CheckinsPage() {
  const { user } = useSession();
  if (user.person_id === null) {
    return (
      <Forbidden what="Check-ins are between a person and who leads him, and this account is nobody's in the organisation." />
    );
  }
  return <OwnCheckins />;
}

function OwnCheckins() {
  const query = useQuery(checkinsQuery);
  return (
    <>
      <PageTitle title="Check-ins" />
      <p className="page-sub">
        What changed since last time, what is blocked, what do we commit to? Only the two of you read what is
        said here. · <Link to="/training">Training programmes</Link>
      </p>
      <Loaded query={query} height={320}>
        {(page) => <Shown page={page} />}
      </Loaded>
    </>
  );
}

function Shown({ page }: { page: Checkins }) {
  const { currency } = useOrganisation();
  const pairs = useMemo(
    () => [...page.pairs].sort((a, b) => (a.next ?? '9').localeCompare(b.next ?? '9')),
    [page.pairs],
  );
  return (
    <>
      <Section title="When are the next ones?">
        {pairs.length === 0 ? (
          <Empty title="There is nobody to check in with">
            A check-in is between a person and who leads him. Your place in the organisation has neither; ask
            revenue operations when that is wrong.
          </Empty>
        ) : (
          <Pairs pairs={pairs} today={page.today} />
        )}
      </Section>
      <Section title="What is promised?" hint="Open commitments, and those of the last two weeks.">
        {page.commitments.length === 0 ? (
          <Empty title="Nothing is promised">Open a check-in and write down what you commit to.</Empty>
        ) : (
          <Commitments list={page.commitments} currency={currency} withOther />
        )}
      </Section>
      {page.rhythms.length > 0 && (
        <Section
          title="How often do your teams meet you?"
          hint="Dates that are no working day move to the next one."
        >
          {page.rhythms.map((rhythm) => (
            <RhythmForm key={rhythm.team.id} rhythm={rhythm} />
          ))}
        </Section>
      )}
      <History page={page} />
    </>
  );
}

function Pairs({ pairs, today }: { pairs: CheckinPair[]; today: string }) {
  const navigate = useNavigate();
  const open = useOpen();
  const columns: Column<CheckinPair>[] = [
    {
      id: 'with',
      header: 'With',
      className: 'sticky',
      cell: (row) => (
        <>
          {row.with.name}
          <span className="word block">{row.leads ? 'reports to you' : 'leads you'}</span>
        </>
      ),
    },
    {
      id: 'next',
      header: 'Next',
      cell: (row) => {
        const next = nextOf(row, today);
        if (!next) return <NoData reason="no rhythm is set" />;
        return next.late ? <Pill tone="warn">{next.text}</Pill> : next.text;
      },
    },
    { id: 'every', header: 'Rhythm', cell: (row) => everyWord(row.every) },
    {
      id: 'last',
      header: 'Last held',
      className: 'nowrap',
      cell: (row) => (row.last ? format.day(row.last) : <NoData reason="none was held yet" />),
    },
    {
      id: 'open',
      header: 'Agenda',
      cell: (row) =>
        row.planned ? (
          <Link to="/checkins/$checkinId" params={{ checkinId: row.planned }} className="link">
            Go to the agenda<span className="sr-only"> with {row.with.name}</span>
          </Link>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            loading={open.isPending && open.variables === row.with.id}
            onClick={() =>
              open.mutate(row.with.id, {
                onSuccess: (made) => navigate({ to: '/checkins/$checkinId', params: { checkinId: made.id } }),
                onError: (error) => notify(messageOf(error)),
              })
            }
          >
            Write the agenda<span className="sr-only"> with {row.with.name}</span>
          </Button>
        ),
    },
  ];
  return <DataTable caption="Next check-ins" columns={columns} rows={pairs} rowKey={(row) => row.with.id} />;
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const RHYTHMS = ['weekly', 'fortnightly', 'monthly', 'never'];

function RhythmForm({ rhythm }: { rhythm: Rhythm }) {
  const save = useRhythm();
  const change = (every: string, weekday: string) =>
    save.mutate(
      { team: rhythm.team.id, every, weekday },
      {
        onSuccess: () => notify(`${rhythm.team.name}: ${everyWord(every)}.`),
        onError: (error) => notify(messageOf(error)),
      },
    );
  return (
    <div className="checkin-add">
      <Select
        label={`Rhythm of ${rhythm.team.name}`}
        data={RHYTHMS.map((value) => ({ value, label: everyWord(value) }))}
        value={rhythm.every}
        allowDeselect={false}
        disabled={save.isPending}
        onChange={(value) => value && change(value, rhythm.weekday)}
      />
      <Select
        label={rhythm.every === 'monthly' ? 'On the first' : 'On'}
        data={DAYS.map((value) => ({ value, label: value[0]?.toUpperCase() + value.slice(1) }))}
        value={rhythm.weekday}
        allowDeselect={false}
        disabled={save.isPending || rhythm.every === 'never'}
        onChange={(value) => value && change(rhythm.every, value)}
      />
    </div>
  );
}

function History({ page }: { page: Checkins }) {
  const { user } = useSession();
  const share = useShare();
  const now = page.pairs.find((pair) => !pair.leads)?.with;
  const columns: Column<Checkins['history'][number]>[] = [
    {
      id: 'day',
      header: 'Day',
      className: 'sticky nowrap',
      cell: (row) => (
        <Link to="/checkins/$checkinId" params={{ checkinId: row.id }} className="link">
          {format.day(row.day)}
        </Link>
      ),
    },
    { id: 'with', header: 'With', cell: (row) => row.with.name },
    {
      id: 'state',
      header: 'State',
      cell: (row) => <Pill>{row.shared ? 'shared with you' : row.state}</Pill>,
    },
    {
      id: 'note',
      header: 'What came of it',
      cell: (row) =>
        row.note ? <span className="checkin-note">{row.note}</span> : <NoData reason="nothing was noted" />,
    },
  ];
  const former = now ? formerOf(page.history, now.id) : [];
  return (
    <Section
      title="What was before?"
      actions={former.map((person) => (
        <Button
          key={person.id}
          size="xs"
          variant="default"
          onClick={() =>
            share.mutate(person.id, {
              onSuccess: () =>
                notify(`${now?.name} can read what you and ${person.name} talked about. Own notes stay own.`),
              onError: (error) => notify(messageOf(error)),
            })
          }
        >
          Let {now?.name} read those with {person.name}
        </Button>
      ))}
    >
      {page.history.length === 0 ? (
        <Empty title="No check-in was held yet">{user.name}, the first one starts the history.</Empty>
      ) : (
        <DataTable
          caption="Check-ins that are over"
          columns={columns}
          rows={page.history}
          rowKey={(row) => row.id}
        />
      )}
    </Section>
  );
}
