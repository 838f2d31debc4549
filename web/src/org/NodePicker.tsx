import { MultiSelect, Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { NodeRef } from '../api/types';
import { kindWord, nodeSearchQuery, nodesOfKindQuery } from './queries';

const PAUSE_MS = 150;
/** Of all kinds together; those that cannot be chosen are left out afterwards. */
const SEARCH_LIMIT = 60;
const NOTHING = 'Nothing found. Try a part of the name, or a source id.';

interface Option {
  value: string;
  label: string;
}

const optionOf = (node: NodeRef): Option => ({
  value: node.id,
  label: `${node.name} · ${kindWord(node.kind)}`,
});

/** What the server finds for the typed words, with what is chosen already, which must stay in the list. */
function useNodeOptions(kinds: string[], typed: string, chosen: NodeRef[], isOpen: boolean) {
  const known = useRef(new Map<string, NodeRef>());
  for (const node of chosen) known.current.set(node.id, node);
  const [q] = useDebouncedValue(typed, PAUSE_MS);
  // The field shows the name of what is chosen; that is no search.
  const words = chosen.some((node) => optionOf(node).label === q) ? '' : q.trim();
  const isSearch = words !== '';
  const first = useQueries({
    queries: kinds.map((kind) => ({ ...nodesOfKindQuery(kind), enabled: isOpen && !isSearch })),
    combine: (results) => results.flatMap((result) => result.data?.items ?? []),
  });
  const search = useQuery({
    ...nodeSearchQuery(words, SEARCH_LIMIT),
    enabled: isOpen && isSearch,
    placeholderData: keepPreviousData,
  });
  const found = isSearch ? (search.data?.items ?? []).filter((node) => kinds.includes(node.kind)) : first;
  for (const node of found) known.current.set(node.id, node);
  const options = new Map([...chosen, ...found].map((node) => [node.id, optionOf(node)]));
  return { options: [...options.values()], node: (id: string) => known.current.get(id) };
}

interface CommonProps extends Pick<SelectProps, 'label' | 'description' | 'error' | 'size' | 'placeholder'> {
  kinds: string[];
}

interface NodeSelectProps extends CommonProps {
  node: NodeRef | null;
  onChange: (node: NodeRef | null) => void;
  clearable?: boolean;
}

/** One node of the organisation or of another dimension, found by typing. */
export function NodeSelect({ kinds, node, onChange, clearable, ...rest }: NodeSelectProps) {
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const { options, node: nodeOf } = useNodeOptions(kinds, typed, node ? [node] : [], isOpen);
  return (
    <Select
      {...rest}
      searchable
      clearable={clearable}
      clearButtonProps={{ 'aria-label': 'Choose nobody' }}
      nothingFoundMessage={NOTHING}
      data={options}
      value={node?.id ?? null}
      onChange={(id) => onChange(id === null ? null : (nodeOf(id) ?? null))}
      onSearchChange={setTyped}
      onDropdownOpen={() => setOpen(true)}
      filter={({ options: all }) => all}
    />
  );
}

interface NodesSelectProps extends CommonProps {
  nodes: NodeRef[];
  onChange: (nodes: NodeRef[]) => void;
}

/** Several nodes, found by typing. */
export function NodesSelect({ kinds, nodes, onChange, ...rest }: NodesSelectProps) {
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const { options, node: nodeOf } = useNodeOptions(kinds, typed, nodes, isOpen);
  return (
    <MultiSelect
      {...rest}
      searchable
      hidePickedOptions
      withScrollArea={false}
      classNames={{ options: 'options' }}
      nothingFoundMessage={NOTHING}
      data={options}
      value={nodes.map((node) => node.id)}
      onChange={(ids) => onChange(ids.flatMap((id) => nodeOf(id) ?? []))}
      searchValue={typed}
      onSearchChange={setTyped}
      onDropdownOpen={() => setOpen(true)}
      filter={({ options: all }) => all}
    />
  );
}
