import { Alert, Button, Group, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { canManage, useSession } from '../access/session';
import { messageOf } from '../api/client';
import type { Unit } from '../api/types';
import { format } from '../format';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { AllocateDialog } from './AllocateDialog';
import { CheckList } from './CheckList';
import { type Plan, type PlanMove, rowKey } from './contract';
import { FilesDialog } from './FilesDialog';
import { LimitsDialog } from './LimitsDialog';
import { MoveDialog } from './MoveDialog';
import type { PlanDialogProps } from './PlanDialog';
import './plan.css';
import { PlanGrid } from './PlanGrid';
import { FairnessSection, HistorySection } from './PlanSections';
import { ProrateDialog } from './ProrateDialog';
import { planQuery, usePlanAction } from './queries';
import { RefreshDialog } from './RefreshDialog';
import { SettingsDialog } from './SettingsDialog';
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

type Step = Exclude<PlanMove, 'edit'>;
type Dialog = 'allocate' | 'limits' | 'prorate' | 'refresh' | 'settings' | 'files' | Step;

const MOVES_OF_ROWS = Object.keys(MOVES) as Step[];

function OpenPlan({ plan }: { plan: Plan }) {
  const [reason, setReason] = useState('');
  const [selected, setSelected] = useState(`${plan.root.id}\n`);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const { pending, problem, setProblem, edit, change, remember, undo, undoable } = useCellEdits(
    plan,
    reason.trim(),
  );
  const action = usePlanAction(plan.id);
  const { user } = useSession();
  const onLimits = useCallback(() => setDialog('limits'), []);
  const row = plan.rows.find((candidate) => rowKey(candidate) === selected) ?? plan.rows[0];
  const editable = plan.may.includes('edit');
  const unit = plan.metric_view.unit as Unit;
  if (!row) return null;

  const sumUp = () =>
    action.mutate(
      {
        action: 'rollup',
        body: { version: plan.version, node: row.node.id, parent: row.parent, reason: reason.trim() },
      },
      {
        onSuccess: (after) => {
          remember(plan, after);
          notify(`The branches under ${row.node.name} are the sums of their parts now.`);
        },
        onError: (error) => setProblem(messageOf(error)),
      },
    );
  const takeBack = () => {
    const words = undo();
    if (words !== null) notify(words);
  };
  const common: PlanDialogProps = { plan, reason, onClose: () => setDialog(null), onDone: remember };
  const command = (label: string, onClick: () => void, disabled = false) => (
    <Button size="xs" variant="default" onClick={onClick} disabled={disabled}>
      {label}
    </Button>
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
          ).map((move, at) => (
            <Button
              key={move}
              variant={at === 0 && move !== 'return' ? 'filled' : 'default'}
              onClick={() => setDialog(move)}
            >
              {MOVES[move].label}
            </Button>
          ))}
          {editable && canManage(user.role) && (
            <>
              <Button variant="default" onClick={() => setDialog('refresh')}>
                Who joined?
              </Button>
              <Button variant="default" onClick={() => setDialog('settings')}>
                Settings
              </Button>
            </>
          )}
          <Button variant="default" onClick={() => setDialog('files')}>
            Spreadsheet
          </Button>
        </div>
      </div>
      <Section
        title="Does the sum of the targets equal the plan?"
        hint={`Commands are for ${row.node.name}${row.leaf ? '' : ' and everybody below'}. Arrow keys move, type to edit, L locks, Alt+Enter opens the limits, Ctrl+Z takes back.`}
        actions={
          editable && (
            <Group gap="xs">
              {command('Divide…', () => setDialog('allocate'), row.leaf)}
              {command('Limits…', onLimits)}
              {command('Prorate…', () => setDialog('prorate'))}
              {command('Sum up', sumUp, row.leaf)}
              {command('Undo', takeBack, undoable === 0)}
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
          onLimits={onLimits}
          onUndo={takeBack}
          onProblem={setProblem}
          onSelect={setSelected}
        />
        <CheckList plan={plan} />
      </Section>
      <FairnessSection plan={plan} />
      <HistorySection plan={plan} />
      {dialog === 'allocate' && <AllocateDialog {...common} row={row} />}
      {dialog === 'limits' && <LimitsDialog {...common} row={row} />}
      {dialog === 'prorate' && <ProrateDialog {...common} row={row} />}
      {dialog === 'refresh' && <RefreshDialog {...common} />}
      {dialog === 'settings' && <SettingsDialog {...common} />}
      <FilesDialog plan={plan} opened={dialog === 'files'} onClose={() => setDialog(null)} />
      {dialog !== null && dialog in MOVES && (
        <MoveDialog plan={plan} row={row} move={dialog as Step} onClose={() => setDialog(null)} />
      )}
    </>
  );
}
