import {
  Alert,
  Button,
  Checkbox,
  Group,
  Select,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Forbidden } from '../access/Forbidden';
import { canManage, useSession } from '../access/session';
import { ApiError, messageOf } from '../api/client';
import type { CustomMetric } from '../api/types';
import { useSearchState } from '../app/search';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { blankMetric, DIRECTIONS, FACTS, type FactKind, metricIdOf, UNITS } from './custom';
import { FactNames } from './FactNames';
import { metricFieldsQuery, metricVersionsQuery, useSaveMetric, useTryMetric } from './queries';
import { Trial } from './Trial';

/** A new metric, or with ?of=x_… a new version of one. */
export function MetricEditorPage() {
  const { user } = useSession();
  const [search] = useSearchState();
  if (!canManage(user.role)) return <Forbidden what="Metrics are defined by revenue operations." />;
  return search.of ? <NextVersion id={search.of} /> : <Editor initial={blankMetric} isNew />;
}

function NextVersion({ id }: { id: string }) {
  const query = useQuery(metricVersionsQuery(id));
  return (
    <Loaded query={query} height={640} level={1}>
      {(page) => {
        const latest = page.items.reduce((best, item) => (item.version > best.version ? item : best));
        return <Editor initial={{ ...latest.custom, reason: '' }} isNew={false} />;
      }}
    </Loaded>
  );
}

function Editor({ initial, isNew }: { initial: CustomMetric; isNew: boolean }) {
  const tried = useTryMetric();
  const save = useSaveMetric();
  const navigate = useNavigate();
  const form = useForm<CustomMetric>({
    initialValues: initial,
    validate: {
      name: isNotEmpty('Write the name that people will read'),
      definition: isNotEmpty('Say in a sentence what it counts'),
      value: isNotEmpty('Write what is added up; 1 counts'),
      reason: (reason) => (isNew || reason.trim() !== '' ? null : 'Say why the definition changes'),
    },
  });
  const { values } = form;
  const known = useQuery(metricFieldsQuery).data?.items.find((item) => item.facts === values.facts);
  const whole = (): CustomMetric => ({ ...values, id: isNew ? metricIdOf(values.name) : values.id });
  const onError = (error: unknown) => {
    if (error instanceof ApiError) form.setErrors(error.fieldErrors());
  };
  const run = () => tried.mutate(whole(), { onError });
  const submit = form.onSubmit(() =>
    save.mutate(whole(), {
      onError,
      onSuccess: ({ metric, problems }) => {
        if (problems.length > 0) return;
        notify(`${metric.name} is saved. Its numbers are there now.`);
        navigate({ to: '/metrics/$metricId', params: { metricId: metric.id } });
      },
    }),
  );
  const failure = save.error ?? tried.error;
  return (
    <>
      <nav aria-label="Path" className="crumbs">
        <ol>
          <li>
            <Link to="/metrics">Metrics</Link>
          </li>
          <li aria-current="page">{isNew ? 'New' : values.name}</li>
        </ol>
      </nav>
      <PageTitle title={isNew ? 'Define a metric' : `Change ${initial.name}`} />
      <p className="page-sub">A filter and a formula over facts. Try it before it is kept.</p>
      <form onSubmit={submit} noValidate>
        <Section title="What does it count?">
          <Stack maw={760}>
            <TextInput
              label="Name"
              description={isNew ? `Known as ${metricIdOf(values.name) || 'x_…'}` : `Known as ${values.id}`}
              {...form.getInputProps('name')}
            />
            <Textarea
              label="Definition"
              description="One sentence that a sales person understands"
              autosize
              minRows={2}
              {...form.getInputProps('definition')}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <Select label="Counted in" data={UNITS} {...form.getInputProps('unit')} />
              <Select label="Better when" data={DIRECTIONS} {...form.getInputProps('direction')} />
            </SimpleGrid>
          </Stack>
        </Section>
        <Section
          title="How is it computed?"
          hint="Expressions are written in CEL. Of each fact that passes the filter, the value is added up."
        >
          <div className="metric-editor">
            <Stack>
              <Select
                label="Facts"
                data={FACTS}
                {...form.getInputProps('facts')}
                onChange={(facts) => facts && form.setValues({ facts: facts as FactKind, day: '' })}
              />
              <CelInput
                label="Only where"
                description="Leave it empty to count all"
                {...form.getInputProps('where')}
              />
              <CelInput label="Add up" description="1 counts" {...form.getInputProps('value')} />
              <Select
                label="Counted on"
                data={known?.days ?? []}
                {...form.getInputProps('day')}
                // Nothing said is the usual day, which is the first.
                value={values.day || (known?.days[0]?.value ?? null)}
              />
              <Checkbox
                label="Divide by a second sum: a rate or an average"
                checked={values.divide_by !== null}
                onChange={(event) =>
                  form.setFieldValue(
                    'divide_by',
                    event.currentTarget.checked ? { where: '', value: '1' } : null,
                  )
                }
              />
              {values.divide_by !== null && (
                <>
                  <CelInput
                    label="Divide by: only where"
                    description="Leave it empty to count all"
                    {...form.getInputProps('divide_by.where')}
                  />
                  <CelInput
                    label="Divide by: add up"
                    description="1 counts"
                    {...form.getInputProps('divide_by.value')}
                  />
                </>
              )}
            </Stack>
            {known && <FactNames known={known} />}
          </div>
          <Group mt="md">
            <Button variant="default" onClick={run} loading={tried.isPending}>
              Try it
            </Button>
          </Group>
          <Trial trial={save.data?.problems.length ? save.data : tried.data} busy={tried.isPending} />
        </Section>
        <Section title={isNew ? 'Keep it?' : 'Keep the change?'}>
          <Stack maw={760}>
            <Textarea
              label="Reason"
              description={
                isNew
                  ? 'For those who meet the metric later'
                  : 'Numbers of the past change too; say why, so that the next reader understands'
              }
              autosize
              minRows={2}
              {...form.getInputProps('reason')}
            />
            {failure && (
              <Alert
                color="red"
                role="alert"
                title={save.isError ? 'The metric was not saved' : 'It could not be tried'}
              >
                {messageOf(failure)}
              </Alert>
            )}
            <Group justify="flex-end">
              <Button component={Link} to="/metrics" variant="default">
                Cancel
              </Button>
              <Button type="submit" loading={save.isPending}>
                {isNew ? 'Save the metric' : 'Save a new version'}
              </Button>
            </Group>
          </Stack>
        </Section>
      </form>
    </>
  );
}

type CelInputProps = React.ComponentProps<typeof Textarea>;

function CelInput(props: CelInputProps) {
  return (
    <Textarea
      autosize
      minRows={1}
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      classNames={{ input: 'cel-input' }}
      {...props}
    />
  );
}
