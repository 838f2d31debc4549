import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { ApiError, messageOf } from '../api/client';
import type { CellEdit, Plan } from './contract';
import { inverse } from './model';
import { type PlanPatch, patchPlan, planQuery } from './queries';

type Change = Omit<PlanPatch, 'version' | 'reason'>;

/**
 * Sends changes one after the other, each with the version that the one before it made, and shows cells as edited
 * until the server has answered. What is refused goes back to what it was, with the reason.
 */
export function useCellEdits(plan: Plan, reason: string) {
  const client = useQueryClient();
  const [pending, setPending] = useState<CellEdit[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const queue = useRef<Change[]>([]);
  const busy = useRef(false);
  const undone = useRef<CellEdit[][]>([]);

  const run = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    const key = planQuery(plan.id).queryKey;
    for (let change = queue.current.shift(); change; change = queue.current.shift()) {
      const now = client.getQueryData<Plan>(key) ?? plan;
      try {
        const next = await patchPlan(plan.id, { ...change, version: now.version, reason });
        client.setQueryData(key, next);
      } catch (error) {
        queue.current = [];
        setProblem(explain(error));
        await client.invalidateQueries({ queryKey: key });
      }
      const sent = change.cells ?? [];
      setPending((edits) => (queue.current.length === 0 ? [] : edits.filter((edit) => !sent.includes(edit))));
    }
    busy.current = false;
  }, [client, plan, reason]);

  const change = useCallback(
    (next: Change) => {
      setProblem(null);
      queue.current.push(next);
      if (next.cells) setPending((edits) => [...edits, ...(next.cells ?? [])]);
      void run();
    },
    [run],
  );

  const edit = useCallback(
    (cells: CellEdit[]) => {
      if (cells.length === 0) return;
      const now = client.getQueryData<Plan>(planQuery(plan.id).queryKey) ?? plan;
      undone.current.push(inverse(now, cells));
      change({ cells });
    },
    [change, client, plan],
  );

  const undo = useCallback(() => {
    const cells = undone.current.pop();
    if (cells) change({ cells });
    return cells?.length ?? 0;
  }, [change]);

  return { pending, problem, setProblem, edit, change, undo };
}

function explain(error: unknown): string {
  if (error instanceof ApiError && error.status === 409)
    return `${error.message} The plan shows what is stored now; make the change again if it is still wanted.`;
  return messageOf(error);
}
