import { Alert, Button, Group, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { messageOf } from '../api/client';
import type { Unit } from '../api/types';
import { format } from '../format';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { AllocateDialog } from './AllocateDialog';
import { type Plan, type PlanMove, rowKey } from './contract';
import { FilesDialog } from './FilesDialog';
import { MoveDialog } from './MoveDialog';
import './plan.css';
import { PlanGrid } from './PlanGrid';
import { FairnessSection, HistorySection } from './PlanSections';
import { planQuery, usePlanAction } from './queries';
import { useCellEdits } from './useCellEdits';
import { MOVES, PLAN_STATES } from './words';

export function PlanPage() {
  const { planId } = useParams({ strict: false });
  const query = useQuery(planQuery(String(planId)));
  return (
    <Loaded query={query} height={600} level={1}>
      {(plan) => <OpenPlan plan={plan} />}
    </Loaded>
  );
}

const MOVES_OF_ROWS = Object.keys(MOVES) as Exclude<PlanMove, 'edit'>[];

function OpenPlan({ plan }: { plan: Plan }) {
  const [reason, setReason] = useState('');
  const [selected, setSelected] = useState(`${plan.root.id}\n`);
  const [dialog, setDialog] = useState<'allocate' | 'files' | Exclude<PlanMove, 'edit'> | null>(null);
  const { pending, problem, setProblem, edit, change, undo } = useCellEdits(plan, reason.trim());
  const action = usePlanAction(plan.id);
  const row = plan.rows.find((candidate) => rowKey(candidate) === selected) ?? plan.rows[0];
  const editable = plan.may.includes('edit');
  const unit = plan.metric_view.unit as Unit;
  if (!row) return null;

  const whole = (name: 'rollup' | 'prorate', done: string) =>
    action.mutate(
      { action: name, body: { version: plan.version, node: row.node.id, parent: row.parent } },
      { onSuccess: () => notify(done), onError: (error) => setProblem(messageOf(error)) },
    );

  return (
    <>
      <div className="page-head">
        <div>
          <nav aria-label="Way" className="crumbs">
            <ol>
              <li>
                <Link to="/plans">Plans</Link>
              </li>
            </ol>
          </nav>
          <PageTitle title={plan.name} />
          <p className="page-sub">
            {plan.metric_view.name} of {plan.root.name}
            {plan.total !== null && `, ${format.amount(plan.total, unit, plan.currency)} in total`} ·{' '}
            <span className={`plan-state ${plan.state}`}>{PLAN_STATES[plan.state]}</span>
          </p>
        </div>
        <div className="page-actions">
          {MOVES_OF_ROWS.filter(
            (move) => row.may.includes(move) || (row.parent === null && plan.may.includes(move)),
          ).map((move) => (
            <Button
              key={move}
              variant={move === 'return' ? 'default' : 'filled'}
              onClick={() => setDialog(move)}
            >
              {MOVES[move].label}
            </Button>
          ))}
          <Button variant="default" onClick={() => setDialog('files')}>
            Spreadsheet
          </Button>
        </div>
      </div>
      <Section
        title="Does the sum of the targets equal the plan?"
        hint={`Commands are for ${row.node.name} and everybody below. Move with the arrow keys, type to edit, L locks, Ctrl+Z takes back.`}
        actions={
          editable && (
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={() => setDialog('allocate')}>
                Divide…
              </Button>
              <Button
                size="xs"
                variant="default"
                onClick={() =>
                  whole('rollup', `The branches under ${row.node.name} are the sums of their parts now.`)
                }
              >
                Sum up
              </Button>
              <Button
                size="xs"
                variant="default"
                onClick={() => whole('prorate', 'Ramp, joiners, leavers and leave are taken into account.')}
              >
                Prorate
              </Button>
            </Group>
          )
        }
      >
        {plan.state !== 'draft' && editable && (
          <TextInput
            className="plan-reason"
            label="Reason for changes"
            description="It stands in the history; lowering a target needs one"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <div role="status" aria-live="polite">
          {problem && (
            <Alert color="red" mb="sm" title="Not changed" withCloseButton onClose={() => setProblem(null)}>
              {problem}
            </Alert>
          )}
        </div>
        <PlanGrid
          plan={plan}
          pending={pending}
          editable={editable}
          onEdit={edit}
          onLock={({ node, parent }, period, locked) =>
            change({ locks: [{ node: node.id, parent, period, locked }] })
          }
          onUndo={undo}
          onProblem={setProblem}
          onSelect={setSelected}
        />
        <ul className="plan-checks" aria-label="Checks">
          {plan.checks.problems.map((text) => (
            <li key={text}>{text}</li>
          ))}
          {plan.checks.problems.length === 0 && <li>The parts sum to the plan at every level.</li>}
        </ul>
      </Section>
      <FairnessSection plan={plan} />
      <HistorySection plan={plan} />
      <AllocateDialog plan={plan} row={row} opened={dialog === 'allocate'} onClose={() => setDialog(null)} />
      <FilesDialog plan={plan} opened={dialog === 'files'} onClose={() => setDialog(null)} />
      {dialog && dialog !== 'allocate' && dialog !== 'files' && (
        <MoveDialog plan={plan} row={row} move={dialog} onClose={() => setDialog(null)} />
      )}
    </>
  );
}
