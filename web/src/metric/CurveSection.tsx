import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { canManage, useSession } from '../access/session';
import { messageOf } from '../api/client';
import type { PlanCurve } from '../api/types';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { CURVE_WORDS, curveOptions } from './curve';
import { planCurveQuery, useSaveCurve } from './queries';

/** How much of a target is expected when: declared here, and named by each pace. */
export function CurveSection({ id }: { id: string }) {
  const { user } = useSession();
  const query = useQuery(planCurveQuery(id));
  if (query.data && !query.data.paced) return null;
  return (
    <Section
      title="How fast should it fill up?"
      hint="The plan curve says how much of a target is expected by each day. A pace is held against it; a status never is."
    >
      <Loaded query={query} height={80}>
        {({ curve }) =>
          canManage(user.role) ? <Choice id={id} curve={curve} /> : <p>{CURVE_WORDS[curve].text}</p>
        }
      </Loaded>
    </Section>
  );
}

function Choice({ id, curve }: { id: string; curve: PlanCurve }) {
  const save = useSaveCurve(id);
  const chosen = save.isPending && save.variables ? save.variables : curve;
  return (
    <NativeSelect
      label="Plan curve"
      description={CURVE_WORDS[chosen].text}
      data={curveOptions()}
      value={chosen}
      error={save.error ? `Nothing was changed: ${messageOf(save.error)}` : undefined}
      maw={420}
      onChange={(event) => {
        const next = event.currentTarget.value as PlanCurve;
        save.mutate(next, {
          onSuccess: () => notify(`Pace goes by this curve now: ${CURVE_WORDS[next].name}.`),
        });
      }}
    />
  );
}
