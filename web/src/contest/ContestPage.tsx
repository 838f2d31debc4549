import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { messageOf } from '../api/client';
import type { ContestDetail } from '../api/types';
import { format } from '../format';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { PageTitle } from '../ui/PageTitle';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { ContestForm } from './ContestForm';
import { checkQuery, contestQuery, type Step, useContestStep } from './queries';
import { RehearsalSection } from './RehearsalSection';
import { StandingSection } from './StandingSection';
import { WithdrawDialog } from './WithdrawDialog';
import { guardWords, prizeWords, STATES, stateWords } from './words';
import './contest.css';

/** What can be won here, and where do I stand? */
export function ContestPage() {
  const { contestId } = useParams({ from: '/app/contests/$contestId' });
  const query = useQuery(contestQuery(contestId));
  return (
    <Loaded query={query} height={640} level={1}>
      {(contest) => <One key={contestId} contest={contest} />}
    </Loaded>
  );
}

const DONE: Record<Step, string> = {
  rehearse: 'is rehearsed.',
  start: 'is started. Everybody who is named in it sees it now.',
  end: 'has ended, and its result stands.',
};

function One({ contest }: { contest: ContestDetail }) {
  const step = useContestStep(contest.id);
  const run = (what: Step) =>
    step.mutate(what, {
      onSuccess: () => notify(`${contest.name} ${DONE[what]}`),
      onError: (error) => notify(messageOf(error)),
    });
  const preparing = contest.state === 'draft' || contest.state === 'rehearsed';
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title={contest.name} />
          <p className="page-sub">
            {contest.reason} <Link to="/contests">All contests</Link>
          </p>
        </div>
        <Pill tone={STATES[contest.state].tone}>{stateWords(contest)}</Pill>
      </div>
      <Rules contest={contest} />
      {contest.standing && <StandingSection contest={contest} standing={contest.standing} />}
      {contest.rehearsal && preparing && (
        <RehearsalSection
          contest={contest}
          rehearsal={contest.rehearsal}
          onAgain={contest.may_hold ? () => run('rehearse') : undefined}
          pending={step.isPending}
        />
      )}
      {contest.may_hold && <Actions contest={contest} run={run} pending={step.isPending} />}
      {contest.rehearsal && !preparing && (
        <details>
          <summary>What the rehearsal showed before it started</summary>
          <RehearsalSection contest={contest} rehearsal={contest.rehearsal} pending={false} />
        </details>
      )}
    </>
  );
}

function Rules({ contest }: { contest: ContestDetail }) {
  const last = contest.steps.at(-1);
  return (
    <Section
      title="What wins?"
      hint={`${contest.metric_name} of the people of ${contest.node.name}, ${format.dayRange(contest.start, contest.end)}`}
    >
      <ul className="contest-rules">
        <li>{prizeWords(contest)}</li>
        {contest.guards.map((guard) => (
          <li key={guard.metric}>{guardWords(guard, contest.currency)}</li>
        ))}
        <li className="muted">
          Who joins, leaves, changes team, leads one or has just begun takes no part. {steps(contest)}
        </li>
        {contest.state === 'withdrawn' && last && (
          <li>
            Withdrawn by {last.by}: {last.reason}
          </li>
        )}
      </ul>
    </Section>
  );
}

/** When it was started and ended, and by whom. */
function steps(contest: ContestDetail): string {
  return contest.steps
    .filter((step) => step.state === 'running' || step.state === 'ended')
    .map(
      (step) => `${step.state === 'running' ? 'Started' : 'Ended'} by ${step.by} on ${format.day(step.on)}.`,
    )
    .join(' ');
}

interface ActionsProps {
  contest: ContestDetail;
  run: (step: Step) => void;
  pending: boolean;
}

/** What who holds it does next; what cannot be done yet says why. */
function Actions({ contest, run, pending }: ActionsProps) {
  const [open, setOpen] = useState<'edit' | 'start' | 'end' | 'withdraw' | null>(null);
  const close = () => setOpen(null);
  const preparing = contest.state === 'draft' || contest.state === 'rehearsed';
  const isOver = contest.today >= contest.end;
  if (contest.state === 'withdrawn') return null;
  if (contest.state === 'ended') return <Check contest={contest} />;
  return (
    <Section title="What to do next?" hint={hintOf(contest)}>
      <div className="contest-actions">
        {contest.state === 'draft' && (
          <Button loading={pending} onClick={() => run('rehearse')}>
            Rehearse it on the past
          </Button>
        )}
        {contest.state === 'rehearsed' && (
          <Button loading={pending} onClick={() => setOpen('start')}>
            Start it
          </Button>
        )}
        {contest.state === 'running' && isOver && (
          <Button loading={pending} onClick={() => setOpen('end')}>
            End it and keep the result
          </Button>
        )}
        {preparing && (
          <Button variant="default" onClick={() => setOpen('edit')}>
            Change it
          </Button>
        )}
        <Button variant="default" onClick={() => setOpen('withdraw')}>
          Withdraw it
        </Button>
      </div>
      {open === 'edit' && <ContestForm contest={contest} onClose={close} />}
      {open === 'withdraw' && <WithdrawDialog contest={contest} onClose={close} />}
      <ConfirmDialog
        opened={open === 'start'}
        title={`Start ${contest.name}?`}
        confirm="Start it"
        keep="Not yet"
        onConfirm={() => run('start')}
        onClose={close}
      >
        Everybody who is named in it sees it, and its rules can no longer be changed. It counts from{' '}
        {format.day(contest.start)} on.
      </ConfirmDialog>
      <ConfirmDialog
        opened={open === 'end'}
        title={`End ${contest.name}?`}
        confirm="End it"
        keep="Wait"
        onConfirm={() => run('end')}
        onClose={close}
      >
        The result is kept with everything that is known now. Sales that become known later change nothing, so
        wait until the last ones are booked.
      </ConfirmDialog>
    </Section>
  );
}

function hintOf(contest: ContestDetail): string {
  switch (contest.state) {
    case 'draft':
      return contest.rehearsal
        ? 'The rehearsal knows too little, so it cannot start. Choose shorter days, or other rules.'
        : 'A contest starts only after a rehearsal of exactly these rules: who would have won, what it costs, who has a chance.';
    case 'rehearsed':
      return 'It was rehearsed as it is. A change of its rules asks for another rehearsal.';
    default:
      return contest.today >= contest.end
        ? 'Its days are over. End it when the last sales are booked.'
        : `Its rules stand. It can be ended from ${format.day(contest.end)} on.`;
  }
}

/** The result can be made again from the facts, by what was known then. */
function Check({ contest }: { contest: ContestDetail }) {
  const query = useQuery(checkQuery(contest.id));
  return (
    <Section
      title="Can the result be trusted?"
      hint="It is made again from the sales, by what was known when it ended."
    >
      <div className="contest-actions">
        <Button variant="default" loading={query.isFetching} onClick={() => query.refetch()}>
          Make it again
        </Button>
        <span role="status">
          {query.data &&
            (query.data.same ? (
              <Pill tone="good">the same, as of {format.day(query.data.as_of)}</Pill>
            ) : (
              <Pill tone="warn">not the same: who leads or what counts was changed since</Pill>
            ))}
          {query.isError && messageOf(query.error)}
        </span>
      </div>
    </Section>
  );
}
