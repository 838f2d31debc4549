import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { IconArrowRight, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { canManage, useSession } from '../access/session';
import { kindWord, nodeSearchQuery } from '../org/queries';
import { navItems } from './Shell';

const LIMIT = 8;
const LIST_ID = 'palette-hits';

function openFirst() {
  document.getElementById(LIST_ID)?.querySelector<HTMLElement>('[data-action]')?.click();
}

/** Finds people, teams, territories and pages from anywhere. */
export function CommandPalette() {
  const { user } = useSession();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 120);
  const search = useQuery({
    ...nodeSearchQuery(q, LIMIT),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
  });
  const isSettled = q === text.trim() && !search.isFetching;
  const [enterWaits, setEnterWaits] = useState(false);
  useEffect(() => {
    if (!enterWaits || !isSettled) return;
    setEnterWaits(false);
    openFirst();
  }, [enterWaits, isSettled]);

  // Enter takes the first hit when none is marked. Pressed before the answer is there, it waits for the answer:
  // the first hit of an earlier text would be somebody else.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    if (document.getElementById(LIST_ID)?.querySelector('[data-selected]')) return;
    setEnterWaits(true);
  };
  const type = (value: string) => {
    setEnterWaits(false);
    setText(value);
  };
  const matches = (label: string) => label.toLowerCase().includes(text.trim().toLowerCase());
  const pages = [
    ...(user.role === 'viewer' ? [] : [{ to: '/goals/new', label: 'Set a goal', is: 'Action' }]),
    ...navItems(user.role),
    { to: '/metrics', label: 'Metrics: how each number is computed' },
    ...(canManage(user.role) ? [{ to: '/metrics/new', label: 'Define a metric', is: 'Action' }] : []),
    { to: '/admin/tokens', label: 'Access tokens' },
    { to: '/about', label: 'About and shortcuts' },
  ];
  const shownPages = pages.filter((page) => matches(page.label));
  const nodes = text.trim() === '' ? [] : (search.data?.items ?? []);

  return (
    <Spotlight.Root
      query={text}
      onQueryChange={type}
      shortcut={['mod + K']}
      attributes={{ content: { 'aria-label': 'Find' } }}
      scrollable
      maxHeight={420}
      size={560}
      transitionProps={{ duration: 0 }}
    >
      <Spotlight.Search
        placeholder="Find a person, a team, a territory or a page"
        aria-label="Find a person, a team, a territory or a page"
        leftSection={<IconSearch size={18} />}
        onKeyDown={onKeyDown}
      />
      <Spotlight.ActionsList id={LIST_ID}>
        {nodes.map((node) => (
          <Spotlight.Action
            key={node.id}
            label={node.name}
            description={[
              kindWord(node.kind),
              node.title,
              ...node.path.slice(-1).map((parent) => parent.name),
            ]
              .filter(Boolean)
              .join(' · ')}
            onClick={() => navigate({ to: '/n/$nodeId', params: { nodeId: node.id } })}
          />
        ))}
        {shownPages.map((page) => (
          <Spotlight.Action
            key={page.to}
            label={page.label}
            description={'is' in page ? page.is : 'Page'}
            leftSection={<IconArrowRight size={18} />}
            onClick={() => navigate({ to: page.to })}
          />
        ))}
        {nodes.length === 0 && shownPages.length === 0 && (
          <Spotlight.Empty>
            {search.isFetching ? 'Looking…' : 'Nothing found. Try a part of the name, or a source id.'}
          </Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
