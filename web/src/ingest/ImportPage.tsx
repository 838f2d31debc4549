import { Alert, Button, Progress } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Forbidden } from '../access/Forbidden';
import { canManage, useOrganisation, useSession } from '../access/session';
import { messageOf } from '../api/client';
import type { Batch } from '../api/types';
import { format } from '../format';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { TableScroll } from '../ui/TableScroll';
import { notify } from '../ui/toast';
import { progressOf, progressText, stateWord, tookText } from './batch';
import { QuarantineSection } from './QuarantineSection';
import { importQuery, useImportAction } from './queries';

export function ImportPage() {
  const { importId } = useParams({ from: '/app/imports/$importId' });
  const { user } = useSession();
  const query = useQuery({ ...importQuery(importId), enabled: canManage(user.role) });
  if (!canManage(user.role))
    return <Forbidden what="Imports are for revenue operations and administrators." />;
  return (
    <Loaded query={query} height={480} level={1}>
      {(batch) => <ImportView batch={batch} />}
    </Loaded>
  );
}

function ImportView({ batch }: { batch: Batch }) {
  const { time_zone: timeZone } = useOrganisation();
  const took = tookText(batch);
  return (
    <>
      <nav aria-label="Path" className="crumbs">
        <ol>
          <li>
            <Link to="/imports">Imports</Link>
          </li>
          <li aria-current="page">{batch.profile_name}</li>
        </ol>
      </nav>
      <div className="page-head">
        <div>
          <PageTitle title={batch.profile_name} />
          <p className="page-sub">
            {stateWord(batch)} · started {format.instant(batch.started_at, timeZone)} by {batch.by}
            {took && ` · took ${took}`}
          </p>
        </div>
        <BatchActions batch={batch} />
      </div>
      <Section title={batch.state === 'running' ? 'How far is it?' : 'What happened?'}>
        <BatchProgress batch={batch} />
        {batch.message && <p>{batch.message}</p>}
        <KindTable batch={batch} />
      </Section>
      {(batch.quarantined > 0 || batch.state !== 'running') && <QuarantineSection batch={batch} />}
    </>
  );
}

function BatchProgress({ batch }: { batch: Batch }) {
  const progress = progressOf(batch);
  const running = batch.state === 'running';
  return (
    <div className="progress">
      {running && (
        <Progress
          value={progress === null ? 100 : progress * 100}
          striped={progress === null}
          animated={progress === null}
          aria-label="Rows read"
          size="lg"
        />
      )}
      <p role={running ? 'status' : undefined} className="progress-text">
        {progressText(batch)}
      </p>
    </div>
  );
}

function KindTable({ batch }: { batch: Batch }) {
  return (
    <TableScroll label="Counts by kind">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col" className="numeric">
              New
            </th>
            <th scope="col" className="numeric">
              Corrected
            </th>
            <th scope="col" className="numeric">
              Unchanged
            </th>
            <th scope="col" className="numeric">
              Quarantined
            </th>
          </tr>
        </thead>
        <tbody>
          {batch.kinds.map((kind) => (
            <tr key={kind.kind}>
              <th scope="row">{kind.kind}</th>
              <td className="numeric">{format.count(kind.inserted)}</td>
              <td className="numeric">{format.count(kind.corrected)}</td>
              <td className="numeric">{format.count(kind.unchanged)}</td>
              <td className="numeric">{format.count(kind.quarantined)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="total">
            <th scope="row">All</th>
            <td className="numeric">{format.count(batch.inserted)}</td>
            <td className="numeric">{format.count(batch.corrected)}</td>
            <td className="numeric">{format.count(batch.unchanged)}</td>
            <td className="numeric">{format.count(batch.quarantined)}</td>
          </tr>
        </tfoot>
      </table>
    </TableScroll>
  );
}

function BatchActions({ batch }: { batch: Batch }) {
  const action = useImportAction(batch.id);
  const run = (name: 'undo' | 'cancel', done: string) =>
    action.mutate(name, { onSuccess: () => notify(done) });
  const [asking, ask] = useDisclosure(false);
  const canUndo = !batch.dry_run && ['done', 'failed', 'cancelled', 'interrupted'].includes(batch.state);
  return (
    <div className="page-actions">
      {batch.state === 'running' && (
        <Button
          variant="default"
          loading={action.isPending}
          onClick={() => run('cancel', 'The import stops.')}
        >
          Cancel the import
        </Button>
      )}
      {canUndo && (
        <Button variant="default" loading={action.isPending} onClick={ask.open}>
          Undo…
        </Button>
      )}
      {action.isError && (
        <Alert color="red" role="alert">
          {messageOf(action.error)}
        </Alert>
      )}
      <ConfirmDialog
        opened={asking}
        onClose={ask.close}
        title="Undo this import?"
        confirm="Undo the import"
        keep="Keep it"
        onConfirm={() => run('undo', 'The import is undone.')}
      >
        Its {format.count(batch.inserted)} new rows are withdrawn and its {format.count(batch.corrected)}{' '}
        corrections go back to the version before. The history keeps both, so numbers “as of” an earlier day
        stay what they were.
      </ConfirmDialog>
    </div>
  );
}
