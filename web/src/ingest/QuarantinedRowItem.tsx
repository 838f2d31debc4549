import { Alert, Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../api/client';
import type { QuarantinedRow } from '../api/types';
import { useCorrectRow } from './queries';

interface QuarantinedRowItemProps {
  importId: string;
  row: QuarantinedRow;
  editable: boolean;
}

/** Fields appear only when the row is edited: hundreds of rows with inputs would make the page slow. */
export function QuarantinedRowItem({ importId, row, editable }: QuarantinedRowItemProps) {
  const [draft, setDraft] = useState<Record<string, string> | null>(null);
  const correct = useCorrectRow(importId);
  const wrong = new Map(row.errors.map((error) => [error.field, error.message]));
  const resolved = row.state === 'resolved';

  const save = (event: FormEvent) => {
    event.preventDefault();
    if (draft) correct.mutate({ rowId: row.id, values: draft }, { onSuccess: () => setDraft(null) });
  };

  return (
    <li id={`line-${row.line}`} className="quarantine-row">
      <div className="quarantine-head">
        <h3>
          {row.file}, line {row.line} <span className="word">{row.kind}</span>
        </h3>
        {resolved ? (
          <span className="word">tried again in a later import</span>
        ) : (
          editable &&
          draft === null && (
            <Button size="compact-sm" variant="default" onClick={() => setDraft({ ...row.values })}>
              Edit<span className="sr-only"> line {row.line}</span>
            </Button>
          )
        )}
      </div>
      {!resolved && (
        <ul className="quarantine-errors">
          {row.errors.map((error) => (
            <li key={`${error.field}-${error.message}`}>
              {error.field && <strong>{error.field}: </strong>}
              {error.message}
              {error.fix && <span className="word block">To do: {error.fix}</span>}
            </li>
          ))}
        </ul>
      )}
      {draft === null ? (
        <dl className="quarantine-values">
          {Object.entries(row.values).map(([column, value]) => (
            <div key={column} className={wrong.has(column) && !resolved ? 'wrong' : undefined}>
              <dt>{column}</dt>
              <dd>{value === '' ? <span className="word">empty</span> : value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <form onSubmit={save} className="quarantine-form">
          {Object.entries(draft).map(([column, value]) => (
            <TextInput
              key={column}
              size="xs"
              label={column}
              value={value}
              error={wrong.get(column)}
              onChange={(event) => setDraft({ ...draft, [column]: event.currentTarget.value })}
            />
          ))}
          {correct.isError && (
            <Alert color="red" role="alert">
              {messageOf(correct.error)}
            </Alert>
          )}
          <div className="form-buttons">
            <Button size="compact-sm" type="submit" loading={correct.isPending}>
              Save the values
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setDraft(null)}>
              Cancel
            </Button>
          </div>
        </form>
      )}
    </li>
  );
}
