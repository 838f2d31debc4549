import { Modal, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Goal, Move } from '../api/types';
import { DialogEnd } from '../ui/DialogEnd';
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
          <DialogEnd
            error={save.error}
            failed="Nothing was changed"
            label={words.label}
            pending={save.isPending}
            autoFocus={!words.needsNote}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
