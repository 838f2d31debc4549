import { useQueries } from '@tanstack/react-query';
import { useRef } from 'react';
import { useOrganisation } from '../access/session';
import type { NodeRef } from '../api/types';
import { nodeQuery } from './queries';

export interface NodeNames {
  node: (id: string) => NodeRef;
  /** What was just chosen is known before the server says it again. */
  remember: (nodes: NodeRef[]) => void;
}

/** Names of nodes by their ids: those of the server's answers, and, for the rest, one question each. */
export function useNodeNames(known: (NodeRef | null)[], wanted: string[]): NodeNames {
  const { node_id, name } = useOrganisation();
  const names = useRef(new Map<string, NodeRef>());
  for (const ref of known) if (ref) names.current.set(ref.id, ref);
  const unknown = wanted.filter((id) => id !== '' && id !== node_id && !names.current.has(id));
  const asked = useQueries({
    queries: unknown.map((id) => nodeQuery(id, undefined)),
    combine: (results) => results.flatMap((result) => result.data ?? []),
  });
  const found = new Map(asked.map((ref) => [ref.id, ref]));
  return {
    node: (id) => {
      const ref = names.current.get(id) ?? found.get(id);
      if (ref) return ref;
      const at = id.indexOf(':');
      const [kind, source_id] = [id.slice(0, at) as NodeRef['kind'], id.slice(at + 1)];
      return { id, kind, source_id, name: id === node_id ? name : source_id };
    },
    remember: (nodes) => {
      for (const ref of nodes) names.current.set(ref.id, ref);
    },
  };
}
