import { Alert, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { messageOf } from '../api/client';
import type { Batch } from '../api/types';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { QuarantinedRowItem } from './QuarantinedRowItem';
import { rowsQuery, useImportAction } from './queries';

/** Rows that were set aside: nothing is dropped in silence, and each can be put right here. */
export function QuarantineSection({ batch }: { batch: Batch }) {
  const query = useQuery(rowsQuery(batch.id));
  const action = useImportAction(batch.id);
  const retry = () =>
    action.mutate('retry', {
      onSuccess: (next) =>
        notify(
          next.quarantined === 0
            ? 'All rows are in.'
            : `${next.quarantined} ${next.quarantined === 1 ? 'row is' : 'rows are'} still set aside.`,
        ),
    });
  const open = query.data?.items.some((row) => row.state === 'quarantined') ?? false;
  return (
    <Section
      title="Which rows failed, and why?"
      hint="Put a value right here, or in the source. Then try again: rows that are fine now go in."
      actions={
        open &&
        !batch.dry_run && (
          <Button size="xs" loading={action.isPending} onClick={retry} disabled={batch.state === 'running'}>
            Try the rows again
          </Button>
        )
      }
    >
      {action.isError && (
        <Alert color="red" role="alert" title="The rows were not tried again">
          {messageOf(action.error)}
        </Alert>
      )}
      <Loaded query={query} height={160}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="No row failed">Every row that was read is in, or was there already.</Empty>
          ) : (
            <ul className="quarantine">
              {page.items.map((row) => (
                <QuarantinedRowItem key={row.id} importId={batch.id} row={row} editable={!batch.dry_run} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {query.data?.next_cursor && <p className="card-hint">Only the first 500 rows are shown.</p>}
    </Section>
  );
}
