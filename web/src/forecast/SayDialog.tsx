import { Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Board, BoardLine } from '../api/types';
import { format, parseAmount, typedAmount, unitMark } from '../format';
import { DialogEnd } from '../ui/DialogEnd';
import { notify } from '../ui/toast';
import { useSay } from './queries';

export type Said = 'calls' | 'overrides' | 'resets';

interface SayDialogProps {
  what: Said;
  line: BoardLine;
  board: Board;
  onClose: () => void;
}

const WORDS = {
  calls: { title: 'Submit a call', label: 'Submit', failed: 'Nothing was submitted', needsNote: false },
  overrides: {
    title: 'Override a forecast',
    label: 'Override',
    failed: 'Nothing was overridden',
    needsNote: true,
  },
  resets: {
    title: 'Take the override back',
    label: 'Take it back',
    failed: 'Nothing was taken back',
    needsNote: true,
  },
} as const;

/** What is computed stands beside the field, so that nobody types in the dark. */
export function SayDialog({ what, line, board, onClose }: SayDialogProps) {
  const words = WORDS[what];
  const [value, setValue] = useState(what === 'calls' ? typedAmount(line.call?.value ?? null, 'money') : '');
  const [best, setBest] = useState(typedAmount(line.call?.best ?? null, 'money'));
  const [note, setNote] = useState('');
  const [wrong, setWrong] = useState<{ value?: string; best?: string; note?: string }>({});
  const save = useSay(what);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = what === 'resets' ? null : parseAmount(value, 'money');
    const hoped = best.trim() === '' ? undefined : parseAmount(best, 'money');
    const found = {
      value: what !== 'resets' && asked === null ? 'Write a number' : undefined,
      best: hoped === null ? 'Write a number, or leave it empty' : undefined,
      note: words.needsNote && note.trim() === '' ? 'Say why' : undefined,
    };
    setWrong(found);
    if (found.value || found.best || found.note) return;
    save.mutate(
      {
        node: line.node.id,
        period: board.period.id,
        metric: board.metric,
        note: note.trim(),
        ...(asked === null ? {} : { value: asked }),
        ...(what === 'calls' && hoped ? { best: hoped } : {}),
      },
      {
        onSuccess: () => {
          notify(`The forecast of ${line.node.name} for ${board.period.label} is stored.`);
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={words.title}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Computed line={line} board={board} />
          {what !== 'resets' && (
            <TextInput
              label={what === 'calls' ? 'What the period will come to, all in all' : 'What it is taken for'}
              inputMode="decimal"
              rightSection={unitMark('money', board.currency ?? null)}
              rightSectionWidth={52}
              data-autofocus
              error={wrong.value}
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
            />
          )}
          {what === 'calls' && (
            <TextInput
              label="If everything goes well"
              description="It can stay empty"
              inputMode="decimal"
              rightSection={unitMark('money', board.currency ?? null)}
              rightSectionWidth={52}
              error={wrong.best}
              value={best}
              onChange={(event) => setBest(event.currentTarget.value)}
            />
          )}
          <Textarea
            label={words.needsNote ? 'Reason' : 'Note'}
            description={
              words.needsNote
                ? `${line.node.name} can read it`
                : 'It stands in the history; it can stay empty'
            }
            autosize
            minRows={2}
            data-autofocus={what === 'resets' || undefined}
            error={wrong.note}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <DialogEnd
            error={save.error}
            failed={words.failed}
            label={words.label}
            pending={save.isPending}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}

function Computed({ line, board }: { line: BoardLine; board: Board }) {
  const amount = (value: string) => format.amount(value, 'money', board.currency ?? null);
  return (
    <div>
      <strong>{line.node.name}</strong>, {board.period.label}: {amount(line.figures.closed)} is closed, the
      commit forecast {amount(line.commit_forecast)}, the best forecast {amount(line.best_forecast)}
      {line.call && (
        <>
          . The call is {amount(line.call.value)}, of {format.day(line.call.on)}
        </>
      )}
      {line.override && <>, overridden with {amount(line.override.value)}</>}
      {line.target && <>. The target is {amount(line.target)}</>}.
    </div>
  );
}
