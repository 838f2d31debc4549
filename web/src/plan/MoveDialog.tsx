import { Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { DialogEnd } from '../ui/DialogEnd';
import { notify } from '../ui/toast';
import type { Plan, PlanMove, PlanRow } from './contract';
import { usePlanAction } from './queries';
import { MOVES } from './words';

interface MoveDialogProps {
  plan: Plan;
  row: PlanRow;
  move: Exclude<PlanMove, 'edit'>;
  onClose: () => void;
}

/** Takes a branch of the plan one step further, or back, with a note. */
export function MoveDialog({ plan, row, move, onClose }: MoveDialogProps) {
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const action = usePlanAction(plan.id);
  const words = MOVES[move];

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setMissing(Boolean(words.needsNote) && note.trim() === '');
    if (words.needsNote && note.trim() === '') return;
    action.mutate(
      { action: 'moves', body: { to: words.to, node: row.node.id, parent: row.parent, note: note.trim() } },
      {
        onSuccess: () => {
          notify(`${row.node.name} ${words.done}.`);
          onClose();
        },
      },
    );
  };

  return (
    <Modal opened onClose={onClose} title={`${words.label}: ${row.node.name}`}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm">{words.meaning}</Text>
          <Textarea
            label={words.needsNote ? 'Note' : 'Note (optional)'}
            data-autofocus
            autosize
            minRows={2}
            value={note}
            error={missing ? 'Say what is to be changed' : undefined}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <DialogEnd
            error={action.error}
            failed="Nothing was changed"
            label={words.label}
            pending={action.isPending}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
