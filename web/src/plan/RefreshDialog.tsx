import { Alert, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { DialogEnd } from '../ui/DialogEnd';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { addedRows } from './changes';
import type { Plan } from './contract';
import type { PlanDialogProps } from './PlanDialog';
import { planTrialQuery, usePlanAction } from './queries';

/** Adds rows for who joined, or changed team, since the plan was made; says who before it is done. */
export function RefreshDialog({ plan, onClose, onDone }: PlanDialogProps) {
  const trial = useQuery(planTrialQuery(plan, 'refresh', {}));
  const action = usePlanAction(plan.id);
  const joining = trial.data ? addedRows(plan, trial.data) : [];

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    action.mutate(
      { action: 'refresh', body: { version: plan.version } },
      {
        onSuccess: (after) => {
          onDone(plan, after);
          const added = addedRows(plan, after).map((row) => row.node.name);
          notify(added.length > 0 ? `Added: ${added.join(', ')}.` : 'Nobody joined meanwhile.');
          onClose();
        },
      },
    );
  };

  return (
    <Modal opened onClose={onClose} title="Who joined since?">
      <form onSubmit={submit} noValidate>
        <Stack>
          <Loaded query={trial} height={80}>
            {(after) =>
              joining.length === 0 ? (
                <Alert title="The plan has everybody">
                  Nobody has joined or changed team within the plan since it was made.
                </Alert>
              ) : (
                <div role="status">
                  <Text size="sm">
                    {joining.length === 1 ? 'This row is added' : `These ${joining.length} rows are added`},
                    without a number: divide again, or type one. Rows that were added stay; Ctrl+Z does not
                    take them away.
                  </Text>
                  <ul className="plan-joiners">
                    {joining.map((row) => (
                      <li key={`${row.node.id} ${row.parent}`}>
                        <strong>{row.node.name}</strong>
                        {row.parent !== null && `, ${nameOf(after, row.parent)}`}
                      </li>
                    ))}
                  </ul>
                </div>
              )
            }
          </Loaded>
          <DialogEnd
            error={action.error}
            failed="Nobody was added"
            label={joining.length === 1 ? 'Add the row' : 'Add the rows'}
            pending={action.isPending}
            disabled={joining.length === 0}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}

const nameOf = (plan: Plan, id: string): string =>
  plan.rows.find((row) => row.node.id === id)?.node.name ?? id;
