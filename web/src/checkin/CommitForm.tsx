import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useOrganisation } from '../access/session';
import { messageOf } from '../api/client';
import type { Checkin } from '../api/types';
import { addDays, parseAmount, unitMark } from '../format';
import { metricsQuery } from '../metric/queries';
import { useChange } from './queries';

const BY_HAND = '';

/** A commitment: who, what, until when, and the number that settles it when there is one. */
export function CommitForm({ checkin }: { checkin: Checkin }) {
  const { currency } = useOrganisation();
  const metrics = useQuery(metricsQuery).data?.items ?? [];
  const [text, setText] = useState('');
  const [owner, setOwner] = useState<string>(checkin.report.id);
  const [due, setDue] = useState(addDays(checkin.day, 7));
  const [metric, setMetric] = useState(BY_HAND);
  const [value, setValue] = useState('');
  const [wrong, setWrong] = useState<{ text?: string; value?: string }>({});
  const save = useChange(checkin.id);
  const chosen = metrics.find((one) => one.id === metric);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const amount = chosen ? parseAmount(value, chosen.unit) : null;
    const found = {
      text: text.trim() === '' ? 'Say what will be done' : undefined,
      value: chosen && amount === null ? 'Write a number' : undefined,
    };
    setWrong(found);
    if (found.text || found.value) return;
    save.mutate(
      {
        method: 'post',
        at: 'commitments',
        body: { owner, text, due, ...(chosen && amount !== null ? { metric, value: amount } : {}) },
      },
      {
        onSuccess: () => {
          setText('');
          setMetric(BY_HAND);
          setValue('');
        },
      },
    );
  };
  const isReport = owner === checkin.report.id;
  return (
    <form onSubmit={submit} noValidate>
      <div className="checkin-add">
        <TextInput
          label="What will be done"
          error={wrong.text}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          label="Who"
          data={[checkin.report, checkin.manager].map((person) => ({ value: person.id, label: person.name }))}
          value={owner}
          allowDeselect={false}
          onChange={(id) => {
            setOwner(id ?? checkin.report.id);
            if (id !== checkin.report.id) setMetric(BY_HAND);
          }}
        />
        <TextInput
          type="date"
          label="By"
          required
          value={due}
          onChange={(event) => setDue(event.currentTarget.value)}
        />
      </div>
      <div className="checkin-add">
        <Select
          label="Settled by"
          description={
            isReport ? 'A number follows itself up' : `Numbers are promised by ${checkin.report.name}`
          }
          searchable
          disabled={!isReport}
          data={[
            { value: BY_HAND, label: 'the two of you' },
            ...metrics
              .filter((one) => one.shape === 'sum' || one.shape === 'ratio')
              .map((one) => ({ value: one.id, label: one.name })),
          ]}
          value={metric}
          allowDeselect={false}
          onChange={(id) => setMetric(id ?? BY_HAND)}
        />
        {chosen && (
          <TextInput
            label="Value"
            inputMode="decimal"
            error={wrong.value}
            rightSection={unitMark(chosen.unit, currency)}
            rightSectionWidth={52}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={save.isPending}>
          Commit
        </Button>
      </div>
      {save.error && <p role="alert">{messageOf(save.error)}</p>}
    </form>
  );
}
