import { Alert, Modal, Radio, Select, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { ClosePreview, Period } from '../api/types';
import { addDays, format } from '../format';
import { DialogEnd } from '../ui/DialogEnd';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { closePreviewQuery, useClosePeriod } from './queries';

interface CloseDialogProps {
  /** Periods that are over, the latest first. */
  periods: Period[];
  onClose: () => void;
}

/** Shows what is still open in a period before it is closed. */
export function CloseDialog({ periods, onClose }: CloseDialogProps) {
  const [period, setPeriod] = useState<string | undefined>(undefined);
  const query = useQuery(closePreviewQuery(period));
  // It is kept here: the form below goes when the next period is the one offered.
  const save = useClosePeriod();
  return (
    <Modal opened onClose={onClose} title="Close a period" size="lg">
      <Stack>
        <Select
          label="Period"
          description="Periods are closed in order, when they are over"
          data={choices(periods, query.data?.period)}
          value={period ?? query.data?.period.id ?? null}
          onChange={(value) => setPeriod(value ?? undefined)}
          allowDeselect={false}
          searchable
          openOnFocus={false}
          data-autofocus
        />
        <Loaded query={query} height={260}>
          {(preview) => <CloseForm key={preview.period.id} preview={preview} save={save} onClose={onClose} />}
        </Loaded>
      </Stack>
    </Modal>
  );
}

/** The month that is offered first is there even when it has no facts. */
function choices(periods: Period[], offered: Period | undefined) {
  const all = offered && !periods.some((p) => p.id === offered.id) ? [offered, ...periods] : periods;
  return all.map((p) => ({ value: p.id, label: p.label }));
}

interface CloseFormProps {
  preview: ClosePreview;
  save: ReturnType<typeof useClosePeriod>;
  onClose: () => void;
}

function CloseForm({ preview, save, onClose }: CloseFormProps) {
  const [asOf, setAsOf] = useState(preview.as_of);
  const [note, setNote] = useState('');
  const { period } = preview;
  const yesterday = addDays(preview.latest_as_of, -1);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { period: period.id, as_of: asOf, note: note.trim() },
      {
        onSuccess: () => {
          notify(`${period.label} is closed.`);
          onClose();
        },
      },
    );
  };
  if (preview.refused !== '') {
    return (
      <Alert color="yellow" role="alert" title="It cannot be closed">
        {preview.refused}
      </Alert>
    );
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <div>
          Closes {format.dayRange(period.start, period.end)}: actuals, targets, goals, rates and who stood
          where. What becomes known later is named in the period in which it does.
        </div>
        <StillOpen preview={preview} />
        <Radio.Group label="What counts is what was known" value={asOf} onChange={setAsOf}>
          <Stack gap="xs" mt="xs">
            <Radio
              value={yesterday}
              label={`at the end of ${format.day(yesterday)}`}
              description="Nothing can change it any more. What became known today counts in the open period."
            />
            <Radio
              value={preview.latest_as_of}
              label={`at the end of today, ${format.day(preview.latest_as_of)}`}
              description="What becomes known until midnight still counts in it."
            />
          </Stack>
        </Radio.Group>
        <Textarea
          label="Note"
          description="It stands in the list; it can stay empty"
          autosize
          minRows={2}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <DialogEnd
          error={save.error}
          failed="Nothing was closed"
          label={`Close ${period.label}`}
          pending={save.isPending}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

/** What somebody may want to settle first. */
function StillOpen({ preview }: { preview: ClosePreview }) {
  const open = preview.unconverted.map(
    ({ currency, amount }) =>
      `${format.amount(amount, 'money', currency)} of its revenue has no rate, and is not in the numbers.`,
  );
  if (preview.quarantined > 0) {
    open.push(
      `${format.count(preview.quarantined)} imported rows are in quarantine. Some may be of this period.`,
    );
  }
  if (open.length === 0)
    return <div>Nothing waits: no row is in quarantine, and every amount has a rate.</div>;
  return (
    <Alert color="yellow" title="Still open">
      <ul className="notes">
        {open.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Alert>
  );
}
