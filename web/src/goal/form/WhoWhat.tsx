import { Checkbox, Stack } from '@mantine/core';
import { MetricPicker } from '../../metric/MetricPicker';
import { NodeSelect, NodesSelect } from '../../org/NodePicker';
import { OWNER_KINDS, SCOPE_KINDS } from '../../org/queries';
import type { PartProps } from './part';

export function WhoWhat({ goal, edit, problem, node, remember }: PartProps) {
  const owner = goal.owner === '' ? null : node(goal.owner);
  return (
    <Stack gap="sm">
      <NodeSelect
        label="Who"
        kinds={OWNER_KINDS}
        node={owner}
        error={problem('owner')}
        onChange={(next) => {
          if (next === null) return;
          remember([next]);
          // One person has no people below.
          edit({
            owner: next.id,
            ...(next.kind === 'person' && goal.each_owner ? { each_owner: false } : {}),
          });
        }}
      />
      {owner !== null && owner.kind !== 'person' && (
        <Checkbox
          label={`Each person of ${owner.name} has this goal`}
          checked={goal.each_owner}
          error={problem('each_owner')}
          onChange={(event) => edit({ each_owner: event.currentTarget.checked })}
        />
      )}
      <MetricPicker
        label="What is counted"
        value={goal.metric}
        withEmpty
        error={problem('metric')}
        onChange={(metric) => edit({ metric })}
      />
      <NodesSelect
        label="Only of"
        description="Products, segments, territories, channels: what counts belongs to all of them"
        placeholder={goal.scope.length === 0 ? 'everything counts' : undefined}
        kinds={SCOPE_KINDS}
        nodes={goal.scope.map(node)}
        error={problem('scope')}
        onChange={(nodes) => {
          remember(nodes);
          edit({ scope: nodes.map(({ id }) => id).sort() });
        }}
      />
    </Stack>
  );
}
