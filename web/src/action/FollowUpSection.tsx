import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useOrganisation } from '../access/session';
import { messageOf } from '../api/client';
import type { Contribution, Effect, FollowUp } from '../api/types';
import type { View } from '../app/view';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { followUpQuery, useDecision } from './queries';
import { driverName, labelName, limitText, proposalSentence, why } from './words';

/** What do the last periods show, and what would help? */
export function FollowUpSection({ nodeId, view }: { nodeId: string; view: View }) {
  const query = useQuery(followUpQuery(nodeId, view));
  return (
    <Loaded query={query} height={320}>
      {(of) => <Case of={of} view={view} />}
    </Loaded>
  );
}

export function LabelPill({ label }: { label: FollowUp['label'] }) {
  const tone =
    label === 'consistent_shortfall'
      ? 'bad'
      : label === 'watch'
        ? 'warn'
        : label === 'fine'
          ? 'good'
          : 'neutral';
  return <Pill tone={tone}>{labelName(label)}</Pill>;
}

function Case({ of, view }: { of: FollowUp; view: View }) {
  const { currency } = useOrganisation();
  const { proposal } = of;
  return (
    <Section
      title="What would help?"
      hint="A small step beside the target, which stays as it is."
      actions={<LabelPill label={of.label} />}
    >
      <p>{why(of)}</p>
      {of.decision && <Decision of={of} />}
      {proposal && of.offer !== 'none' && (
        <>
          <p className="act-lead">
            {of.offer === 'goal' ? 'Proposed goal: ' : 'For the next talk: '}
            {proposalSentence(proposal, currency)} {limitText(proposal.limit)}
          </p>
          {proposal.chance !== null && proposal.chance_unchanged !== null && (
            <p>
              Who keeps to it reaches it with a chance of {format.percent(proposal.chance)}; who changes
              nothing, with {format.percent(proposal.chance_unchanged)}.
            </p>
          )}
          {Number(proposal.gap) > 0 && (
            <p>
              Until the end of the next period {format.amount(proposal.gap, 'money', currency)} is missing at
              what is usual.{' '}
              {Number(proposal.brings) > 0
                ? `Kept up, the step brings about ${format.amount(proposal.brings, 'money', currency)}; ${format.amount(proposal.remains, 'money', currency)} stays open.`
                : 'What the step brings is not known before it is measured.'}
              {proposal.second && ` The next lever is ${driverName(proposal.second.driver)}.`}
            </p>
          )}
          <DataTable
            caption="Each driver against the middle of those who do the same work"
            columns={drivers(currency)}
            rows={proposal.drivers}
            rowKey={(row) => row.driver}
          />
        </>
      )}
      {of.effect && <EffectLine effect={of.effect} />}
      {view.isToday && (of.may_decide || of.decision?.state === 'accepted') && <Decide of={of} view={view} />}
    </Section>
  );
}

function drivers(currency: string): Column<Contribution>[] {
  const value = (row: Contribution, v: string) => {
    if (row.driver === 'deal_size') return format.amount(v, 'money', currency);
    if (row.driver === 'activities') return format.decimal(v, 1);
    return format.percent(v, 1);
  };
  return [
    { id: 'driver', header: 'Driver', className: 'sticky', cell: (row) => driverName(row.driver) },
    { id: 'own', header: 'Own', numeric: true, cell: (row) => value(row, row.own) },
    { id: 'usual', header: 'Usual', numeric: true, cell: (row) => value(row, row.usual) },
    {
      id: 'value',
      header: 'A day brings',
      numeric: true,
      cell: (row) => format.amount(row.value, 'money', currency, { signed: true, difference: true }),
    },
  ];
}

function Decision({ of }: { of: FollowUp }) {
  const d = of.decision;
  if (!d) return null;
  const done = { accepted: 'accepted', declined: 'declined', ended: 'ended' }[d.state];
  return (
    <p>
      A follow-up was {done} on {format.day(d.ended_on ?? d.day)} by {d.by || 'somebody'}
      {d.reason && `: “${d.reason}”`}.{' '}
      {d.goal && (
        <Link to="/goals/$goalId" params={{ goalId: d.goal }}>
          To its goal
        </Link>
      )}
      {of.finished && ' It is no longer needed; end it, and say so.'}
    </p>
  );
}

/** What the goal did, and how sure that is. */
function EffectLine({ effect }: { effect: Effect }) {
  const n = (v: number) => format.decimal(v, 2);
  if (!effect.enough)
    return (
      <p>
        Whether it helps cannot be said yet: there is too little time, or there are too few others who began
        alike.
      </p>
    );
  return (
    <p>
      Since then {n(effect.difference)} a working day more than {effect.of} others who began alike (in nine of
      ten cases between {n(effect.low)} and {n(effect.high)}).{' '}
      {effect.clear ? 'That is more than chance.' : 'That may be chance.'}
    </p>
  );
}

function Decide({ of, view }: { of: FollowUp; view: View }) {
  const decision = useDecision(of.person.id, view);
  const [reason, setReason] = useState<string | null>(null);
  const runs = of.decision?.state === 'accepted' && !of.may_decide;
  const refuse = runs ? 'follow-up/end' : 'follow-up/decline';
  const done = (text: string) => ({
    onSuccess: () => {
      setReason(null);
      notify(text);
    },
  });
  return (
    <div className="act-accept">
      {of.draft && (
        <p>Accepting it proposes the goal “{of.draft.goal.title}”, as a part of the larger one.</p>
      )}
      {reason !== null && (
        <Textarea
          label={runs ? 'Why does it end?' : 'Why not?'}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={2}
          data-autofocus
        />
      )}
      <div className="act-buttons">
        {of.may_decide && reason === null && (
          <Button
            loading={decision.isPending}
            onClick={() => decision.mutate({ what: 'follow-up/accept' }, done('The goal is proposed.'))}
          >
            Accept the goal
          </Button>
        )}
        {reason === null ? (
          <Button variant="default" onClick={() => setReason('')}>
            {runs ? 'End the follow-up' : 'Decline'}
          </Button>
        ) : (
          <>
            <Button
              loading={decision.isPending}
              disabled={reason.trim() === ''}
              onClick={() =>
                decision.mutate(
                  { what: refuse, reason },
                  done(runs ? 'The follow-up has ended.' : 'It is declined.'),
                )
              }
            >
              {runs ? 'End it' : 'Decline it'}
            </Button>
            <Button variant="default" onClick={() => setReason(null)}>
              Back
            </Button>
          </>
        )}
      </div>
      {decision.isError && (
        <p role="alert" className="act-error">
          {messageOf(decision.error)}
        </p>
      )}
    </div>
  );
}
