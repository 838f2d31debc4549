import { ActionIcon, Button, Group, Select, Stack } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useOrganisation } from '../../access/session';
import type { Aim, GoalGuard } from '../../api/types';
import { MetricPicker } from '../../metric/MetricPicker';
import { useMetric } from '../../metric/queries';
import { NodesSelect } from '../../org/NodePicker';
import { SCOPE_KINDS } from '../../org/queries';
import { AIMS, aimOf } from '../words';
import type { PartProps } from './part';
import { ValueInput } from './ValueInput';

const BLANK: GoalGuard = { metric: '', scope: [], aim: '', value: null, upper: null };

/** What must hold besides, so that the goal is not reached at its cost. */
export function Guards(props: PartProps) {
  const { goal, edit } = props;
  const change = (at: number, next: Partial<GoalGuard>) =>
    edit({ guards: goal.guards.map((guard, index) => (index === at ? { ...guard, ...next } : guard)) });
  return (
    <Stack gap="sm">
      {goal.guards.map((guard, at) => (
        <GuardFields
          key={at}
          {...props}
          at={at}
          guard={guard}
          change={(next) => change(at, next)}
          remove={() => edit({ guards: goal.guards.filter((_, index) => index !== at) })}
        />
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={16} />}
          onClick={() => edit({ guards: [...goal.guards, BLANK] })}
        >
          Add a guardrail
        </Button>
      </div>
    </Stack>
  );
}

interface GuardFieldsProps extends PartProps {
  at: number;
  guard: GoalGuard;
  change: (next: Partial<GoalGuard>) => void;
  remove: () => void;
}

function GuardFields({ at, guard, change, remove, problem, node, remember }: GuardFieldsProps) {
  const metric = useMetric(guard.metric);
  const { currency } = useOrganisation();
  const unit = metric?.unit ?? 'quantity';
  const money = unit === 'money' ? currency : null;
  const path = `guards[${at}]`;
  const aim = aimOf(guard.aim, metric);
  return (
    <fieldset className="guard-fields">
      <legend>Guardrail {at + 1}</legend>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <div className="grow">
          <MetricPicker
            label="Metric"
            withEmpty
            value={guard.metric}
            error={problem(`${path}.metric`)}
            onChange={(next) => change({ metric: next })}
          />
        </div>
        <ActionIcon variant="default" size={36} aria-label={`Remove guardrail ${at + 1}`} onClick={remove}>
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <Select
          label="Aim"
          className="pick-aim"
          data={AIMS}
          value={aim}
          onChange={(next) => next && change({ aim: next as Aim, upper: null })}
        />
        <ValueInput
          label={aim === 'between' ? 'From' : 'Value'}
          className="grow"
          value={guard.value}
          unit={unit}
          currency={money}
          error={problem(`${path}.value`)}
          onChange={(value) => change({ value, aim })} // the aim that is shown, also when nobody chose it
        />
        {aim === 'between' && (
          <ValueInput
            label="To"
            className="grow"
            value={guard.upper}
            unit={unit}
            currency={money}
            error={problem(`${path}.upper`)}
            onChange={(upper) => change({ upper })}
          />
        )}
      </Group>
      <NodesSelect
        label="Only of"
        placeholder={guard.scope.length === 0 ? 'everything' : undefined}
        kinds={SCOPE_KINDS}
        nodes={guard.scope.map(node)}
        error={problem(`${path}.scope`)}
        onChange={(nodes) => {
          remember(nodes);
          change({ scope: nodes.map(({ id }) => id).sort() });
        }}
      />
    </fieldset>
  );
}
