import { Button, Modal, MultiSelect, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useSession } from '../access/session';
import { api, messageOf } from '../api/client';
import type { OrgNode, Page, Programme } from '../api/types';
import { addDays, format } from '../format';
import { metricsQuery } from '../metric/queries';
import { type Column, DataTable } from '../ui/DataTable';
import { DialogEnd } from '../ui/DialogEnd';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Pill, type Tone } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { effectQuery, programmesQuery, useAddProgramme, useAssign, useComplete } from './queries';
import '../checkin/checkin.css';

export function TrainingPage() {
  const { user } = useSession();
  const query = useQuery(programmesQuery);
  const [adding, setAdding] = useState(false);
  const mayEdit = user.role !== 'rep' && user.role !== 'viewer';
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Training" />
          <p className="page-sub">Who learns what, and does it move the number that it should?</p>
        </div>
        {mayEdit && (
          <Button size="xs" onClick={() => setAdding(true)}>
            Set up a programme
          </Button>
        )}
      </div>
      <Loaded query={query} height={320}>
        {(page) =>
          page.items.length === 0 ? (
            <Section title="Which programmes are there?">
              <Empty title="There is no programme">
                A programme says what is learned and which number it should move; then its effect can be
                measured.
              </Empty>
            </Section>
          ) : (
            page.items.map((programme) => <ProgrammeSection key={programme.id} programme={programme} />)
          )
        }
      </Loaded>
      {adding && <AddDialog courses={query.data?.items[0]?.courses ?? []} onClose={() => setAdding(false)} />}
    </>
  );
}

const STATES: Record<Programme['people'][number]['state'], { word: string; tone: Tone }> = {
  to_do: { word: 'to do', tone: 'neutral' },
  overdue: { word: 'overdue', tone: 'warn' },
  completed: { word: 'completed', tone: 'good' },
};

function ProgrammeSection({ programme }: { programme: Programme }) {
  const [asking, setAsking] = useState(false);
  const complete = useComplete(programme.id);
  const { user } = useSession();
  const today = new Date().toISOString().slice(0, 10);
  const columns: Column<Programme['people'][number]>[] = [
    { id: 'person', header: 'Person', className: 'sticky', cell: (row) => row.person.name },
    {
      id: 'state',
      header: 'State',
      cell: (row) => <Pill tone={STATES[row.state].tone}>{STATES[row.state].word}</Pill>,
    },
    {
      id: 'due',
      header: 'By',
      className: 'nowrap',
      cell: (row) => (row.due ? format.day(row.due) : <NoData reason="nobody asked" />),
    },
    {
      id: 'completed',
      header: 'Completed',
      className: 'nowrap',
      cell: (row) =>
        row.completed_on ? format.day(row.completed_on) : <NoData reason="not completed yet" />,
    },
    {
      id: 'change',
      header: 'Change',
      cell: (row) =>
        row.state !== 'completed' &&
        row.due !== null &&
        (programme.may_edit || row.person.source_id === user.person_id) && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              complete.mutate(
                { person: row.person.id, on: today },
                { onError: (error) => notify(messageOf(error)) },
              )
            }
          >
            Completed<span className="sr-only">: {row.person.name}</span>
          </Button>
        ),
    },
  ];
  const done = programme.people.filter((row) => row.state === 'completed').length;
  return (
    <Section
      title={`${programme.name}: does it move ${programme.metric_name}?`}
      hint={`${programme.what}${programme.course ? ` · Records of “${programme.course}” complete it.` : ''}${programme.archived ? ' · archived' : ''}`}
      actions={
        programme.may_edit &&
        !programme.archived && (
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            Ask people<span className="sr-only"> to take {programme.name}</span>
          </Button>
        )
      }
    >
      {programme.may_edit && <EffectWords programme={programme} />}
      {programme.people.length === 0 ? (
        <p className="muted">Nobody whom you see takes it.</p>
      ) : (
        <details open={programme.people.length <= 12}>
          <summary>
            {done} of {programme.people.length} completed it
          </summary>
          <DataTable
            caption={`Who takes ${programme.name}`}
            columns={columns}
            rows={programme.people}
            rowKey={(row) => row.person.id}
          />
        </details>
      )}
      {asking && <AskDialog programme={programme} onClose={() => setAsking(false)} />}
    </Section>
  );
}

/** The effect with its uncertainty in words; what cannot be told says why. */
function EffectWords({ programme }: { programme: Programme }) {
  const query = useQuery(effectQuery(programme.id));
  return (
    <Loaded query={query} height={72}>
      {(effect) => (
        <ul className="agenda">
          {effect.words.map((words) => (
            <li key={words}>
              <div>{words}</div>
            </li>
          ))}
          {effect.known && (
            <li>
              <div className="muted">
                {effect.compared} people against {effect.peers} peers, three whole months before and after.
              </div>
            </li>
          )}
        </ul>
      )}
    </Loaded>
  );
}

function AskDialog({ programme, onClose }: { programme: Programme; onClose: () => void }) {
  const people = useQuery({
    queryKey: ['people-to-ask'],
    queryFn: ({ signal }) => api.get<Page<OrgNode>>('/nodes', { kind: 'person', limit: 500 }, signal),
  });
  const [chosen, setChosen] = useState<string[]>([]);
  const [due, setDue] = useState(addDays(new Date().toISOString().slice(0, 10), 30));
  const save = useAssign(programme.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { people: chosen, due },
      {
        onSuccess: () => {
          notify(
            `${chosen.length} ${chosen.length === 1 ? 'person is' : 'people are'} asked to take ${programme.name}.`,
          );
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={`Ask people to take ${programme.name}`}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <MultiSelect
            label="People"
            searchable
            data-autofocus
            data={(people.data?.items ?? []).map((node) => ({ value: node.id, label: node.name }))}
            value={chosen}
            onChange={setChosen}
          />
          <TextInput
            type="date"
            label="By"
            value={due}
            onChange={(event) => setDue(event.currentTarget.value)}
          />
          <DialogEnd
            error={save.error}
            failed="Nobody was asked"
            label="Ask"
            pending={save.isPending}
            disabled={chosen.length === 0}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}

function AddDialog({ courses, onClose }: { courses: string[]; onClose: () => void }) {
  const metrics = useQuery(metricsQuery).data?.items ?? [];
  const [name, setName] = useState('');
  const [what, setWhat] = useState('');
  const [course, setCourse] = useState('');
  const [metric, setMetric] = useState<string | null>('win_rate');
  const save = useAddProgramme();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { name, what, course, metric: metric ?? '' },
      {
        onSuccess: () => {
          notify(`${name} is set up.`);
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title="Set up a programme">
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label="Name"
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label="What is done"
            autosize
            minRows={2}
            value={what}
            onChange={(event) => setWhat(event.currentTarget.value)}
          />
          <Select
            label="Which number should it move?"
            searchable
            data={metrics
              .filter((one) => one.shape === 'sum' || one.shape === 'ratio')
              .map((one) => ({ value: one.id, label: one.name }))}
            value={metric}
            onChange={setMetric}
          />
          <TextInput
            label="Course in your records"
            description={
              courses.length > 0
                ? `Known: ${courses.join(', ')}`
                : 'Its records complete the programme; it can stay empty'
            }
            value={course}
            onChange={(event) => setCourse(event.currentTarget.value)}
          />
          <DialogEnd
            error={save.error}
            failed="Nothing was set up"
            label="Set up"
            pending={save.isPending}
            disabled={name.trim() === ''}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
