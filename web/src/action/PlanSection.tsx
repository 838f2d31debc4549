import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useOrganisation } from '../access/session';
import { messageOf } from '../api/client';
import type { CatchUp, Lever } from '../api/types';
import type { View } from '../app/view';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { Tile } from '../ui/Tile';
import { notify } from '../ui/toast';
import { catchUpQuery, type Sure, useDecision } from './queries';
import { chain, change, lastDays, leverName, planSentence, reasonText } from './words';

/** What do I do this week? */
export function PlanSection({ nodeId, view }: { nodeId: string; view: View }) {
  const [sure, setSure] = useState<Sure>(0);
  const query = useQuery(catchUpQuery(nodeId, view, sure));
  return (
    <Loaded query={query} height={520}>
      {(plan) => <Plan plan={plan} view={view} sure={sure} onSure={setSure} />}
    </Loaded>
  );
}

interface PlanProps {
  plan: CatchUp;
  view: View;
  sure: Sure;
  onSure: (sure: Sure) => void;
}

function Plan({ plan, view, sure, onSure }: PlanProps) {
  const { currency } = useOrganisation();
  const steps = chain(plan);
  return (
    <>
      <Section title={`What closes the gap in ${plan.period.label}?`} hint={lastDays(plan)}>
        <p className="act-lead">{planSentence(plan, currency)}</p>
        {plan.steps.length > 0 && <Steps plan={plan} currency={currency} />}
        <Accept plan={plan} view={view} sure={sure} />
      </Section>
      {plan.levers.length > 0 && (
        <Section
          title="Which lever is cheapest?"
          hint="Each by itself until the end of the period. An activity takes as long as a day of eight hours holds of them; a deal that is prepared better or brought forward takes an hour more. A discount is no lever: what it wins now is missing in the margin and in the next period."
        >
          <DataTable
            caption="What each lever would bring alone"
            columns={columns(plan, currency)}
            rows={plan.levers}
            rowKey={(row) => row.kind}
          />
        </Section>
      )}
      {steps.length > 0 && (
        <Section
          title="How many would it take with new business alone?"
          actions={
            <SegmentedControl
              size="xs"
              aria-label="Certainty"
              value={String(sure)}
              onChange={(value) => onSure(Number(value) as Sure)}
              data={[
                { value: '0', label: 'On average' },
                { value: '70', label: '70 % sure' },
                { value: '85', label: '85 % sure' },
              ]}
            />
          }
        >
          <ul className="tiles">
            {steps.map((step) => (
              <Tile key={step.label} label={step.label} value={step.value}>
                {step.note}
              </Tile>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Steps({ plan, currency }: { plan: CatchUp; currency: string }) {
  return (
    <ol className="act-steps">
      {plan.steps.map((step) => (
        <li key={step.kind}>
          <strong>{leverName(step.kind)}</strong>: {change(step, currency)}. It brings about{' '}
          {format.amount(step.gain, 'money', currency)} for {format.decimal(step.hours, 0)} hours.
          {step.kind === 'earlier' && (
            <ul>
              {plan.deals.slice(0, Math.ceil(Number(step.to))).map((deal) => (
                <li key={deal.id}>
                  {deal.name || deal.id}
                  <span className="word">
                    {' '}
                    {deal.stage}
                    {deal.owner && (
                      <>
                        ,{' '}
                        <Link to="/act/$nodeId" params={{ nodeId: deal.owner.id }}>
                          {deal.owner.name}
                        </Link>
                      </>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ol>
  );
}

function columns(plan: CatchUp, currency: string): Column<Lever>[] {
  const not = (row: Lever, text: string) => (row.not === '' ? text : <NoData reason={reasonText(row.not)} />);
  return [
    {
      id: 'kind',
      header: 'Lever',
      className: 'sticky',
      cell: (row) => (
        <>
          {leverName(row.kind)}
          <span className="word block">
            {row.not !== ''
              ? reasonText(row.not)
              : plan.cheapest === row.kind
                ? 'Cheapest that closes the gap alone'
                : row.closes
                  ? 'Closes the gap alone'
                  : `${format.percent(row.share)} of the gap`}
          </span>
        </>
      ),
    },
    { id: 'change', header: 'From → to', numeric: true, cell: (row) => not(row, change(row, currency)) },
    {
      id: 'gain',
      header: 'Brings',
      numeric: true,
      cell: (row) => not(row, format.amount(row.gain, 'money', currency)),
    },
    { id: 'hours', header: 'Hours', numeric: true, cell: (row) => not(row, format.decimal(row.hours, 0)) },
    {
      id: 'per',
      header: 'An hour brings',
      numeric: true,
      cell: (row) => not(row, format.amount(row.per_hour, 'money', currency)),
    },
  ];
}

function Accept({ plan, view, sure }: { plan: CatchUp; view: View; sure: Sure }) {
  const decision = useDecision(plan.node.id, view);
  if (plan.drafts.length === 0 || !view.isToday) return null;
  return (
    <div className="act-accept">
      <p>
        Accepting it proposes {plan.drafts.length === 1 ? 'this goal' : 'these goals'}, as a part of the
        larger one: {plan.drafts.map((draft) => `“${draft.goal.title}”`).join(' and ')}.
      </p>
      <Button
        loading={decision.isPending}
        onClick={() =>
          decision.mutate(
            { what: 'catch-up/accept', sure },
            {
              onSuccess: () =>
                notify(
                  'The goals are proposed. Their owner and his manager agree to them on the page of goals.',
                ),
            },
          )
        }
      >
        Accept the plan
      </Button>
      {decision.isError && (
        <p role="alert" className="act-error">
          {messageOf(decision.error)}
        </p>
      )}
    </div>
  );
}
