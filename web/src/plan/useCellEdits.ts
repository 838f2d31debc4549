import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { ApiError, messageOf } from '../api/client';
import type { CellEdit, Plan, PlanEdits } from './contract';
import { inverse } from './model';
import { patchPlan, planQuery } from './queries';
import { type Undo, undoneWords, wayBack } from './undo';

/**
 * Sends changes one after the other, each with the version that the one before it made, and shows cells as edited
 * until the server has answered. What is refused goes back to what it was, with the reason.
 */
export function useCellEdits(plan: Plan, reason: string) {
  const client = useQueryClient();
  const [pending, setPending] = useState<CellEdit[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [undoable, setUndoable] = useState(0);
  const queue = useRef<PlanEdits[]>([]);
  const busy = useRef(false);
  const undone = useRef<Undo[]>([]);

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
    (next: PlanEdits) => {
      setProblem(null);
      queue.current.push(next);
      if (next.cells) setPending((edits) => [...edits, ...(next.cells ?? [])]);
      void run();
    },
    [run],
  );

  const push = useCallback((back: Undo) => {
    undone.current.push(back);
    setUndoable(undone.current.length);
  }, []);

  const edit = useCallback(
    (cells: CellEdit[]) => {
      if (cells.length === 0) return;
      const now = client.getQueryData<Plan>(planQuery(plan.id).queryKey) ?? plan;
      push({ cells: inverse(now, cells) });
      change({ cells });
    },
    [change, client, plan, push],
  );

  /** Keeps the way back from something that a dialog has done already. */
  const remember = useCallback(
    (before: Plan, after: Plan) => {
      const back = wayBack(before, after);
      if (back !== null) push(back);
    },
    [push],
  );

  /** Takes the last change back and says what that was; null when there is none. */
  const undo = useCallback((): string | null => {
    const back = undone.current.pop();
    setUndoable(undone.current.length);
    if (back === undefined) return null;
    if (typeof back === 'string') {
      setProblem(back);
      return null;
    }
    change(back);
    return undoneWords(back);
  }, [change]);

  return { pending, problem, setProblem, edit, change, remember, undo, undoable };
}

function explain(error: unknown): string {
  if (error instanceof ApiError && error.status === 409)
    return `${error.message} The plan shows what is stored now; make the change again if it is still wanted.`;
  return messageOf(error);
}
