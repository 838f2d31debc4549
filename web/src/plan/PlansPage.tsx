import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useSession } from '../access/session';
import type { Unit } from '../api/types';
import { format } from '../format';
import { DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import type { PlanSummary } from './contract';
import { NewPlanDialog } from './NewPlanDialog';
import './plan.css';
import { plansQuery } from './queries';
import { PLAN_STATES } from './words';

const columns = [
  {
    id: 'name',
    header: 'Plan',
    cell: (plan: PlanSummary) => (
      <Link to="/plans/$planId" params={{ planId: plan.id }}>
        {plan.name}
      </Link>
    ),
  },
  { id: 'metric', header: 'Metric', cell: (plan: PlanSummary) => plan.metric_view.name },
  { id: 'root', header: 'For', cell: (plan: PlanSummary) => plan.root.name },
  {
    id: 'time',
    header: 'Time',
    cell: (plan: PlanSummary) =>
      format.dayRange(plan.periods[0]?.start ?? '', plan.periods[plan.periods.length - 1]?.end ?? null),
  },
  {
    id: 'total',
    header: 'In total',
    numeric: true,
    cell: (plan: PlanSummary) =>
      plan.total === null ? (
        <NoData reason="No number is set for the whole plan" />
      ) : (
        format.amount(plan.total, plan.metric_view.unit as Unit, plan.currency)
      ),
  },
  {
    id: 'state',
    header: 'State',
    cell: (plan: PlanSummary) => (
      <span className={`plan-state ${plan.state}`}>{PLAN_STATES[plan.state]}</span>
    ),
  },
];

export function PlansPage() {
  const query = useQuery(plansQuery);
  const [opened, dialog] = useDisclosure(false);
  const { user } = useSession();
  const mayMake = user.role === 'admin' || user.role === 'revops';
  const make = mayMake && <Button onClick={dialog.open}>New plan</Button>;
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Plans" />
          <p className="page-sub">Targets of people by period: divided, approved, accepted.</p>
        </div>
        <div className="page-actions">{make}</div>
      </div>
      <Section title="Which plans are there?">
        <Loaded query={query} height={240}>
          {(plans) =>
            plans.items.length === 0 ? (
              <Empty title="There is no plan yet" action={make || undefined}>
                A plan holds the targets of everybody for a year, until they are agreed and become active.
              </Empty>
            ) : (
              <DataTable caption="Plans" columns={columns} rows={plans.items} rowKey={(plan) => plan.id} />
            )
          }
        </Loaded>
      </Section>
      {opened && <NewPlanDialog opened onClose={dialog.close} />}
    </>
  );
}
