import { Alert, Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../api/client';
import type { Goal, Move } from '../api/types';
import { notify } from '../ui/toast';
import { MOVES } from './moves';
import { useMoveGoal } from './queries';

interface MoveDialogProps {
  goal: Goal;
  move: Move;
  onClose: () => void;
}

/** One step in the life of a goal, with the note that goes into its history. */
export function MoveDialog({ goal, move, onClose }: MoveDialogProps) {
  const words = MOVES[move];
  const [note, setNote] = useState('');
  const [isMissing, setMissing] = useState(false);
  const save = useMoveGoal(goal.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words.needsNote && note.trim() === '') {
      setMissing(true);
      return;
    }
    save.mutate(
      { to: move, note: note.trim() },
      {
        onSuccess: () => {
          notify(words.done);
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={words.title}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <p className="readback-text">{goal.readback}</p>
          <div>{words.text}</div>
          <Textarea
            label={words.needsNote ? 'Reason' : 'Note'}
            description={
              words.needsNote ? 'It stands in the history' : 'It stands in the history; it can stay empty'
            }
            autosize
            minRows={2}
            data-autofocus={words.needsNote || undefined}
            error={isMissing && 'Say why'}
            value={note}
            onChange={(event) => {
              setMissing(false);
              setNote(event.currentTarget.value);
            }}
          />
          {save.isError && (
            <Alert color="red" role="alert" title="Nothing was changed">
              {messageOf(save.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} data-autofocus={!words.needsNote || undefined}>
              {words.label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
