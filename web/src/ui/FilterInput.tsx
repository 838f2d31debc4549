import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useSearchState } from '../app/search';

/** Long enough that one word becomes one step back in the browser's history, short enough to feel direct. */
const TYPING_PAUSE_MS = 250;

/** A filter that lives in the address: it survives a reload, and Back returns to the earlier text. */
export function FilterInput({ label, placeholder }: { label: string; placeholder: string }) {
  const [search, change] = useSearchState();
  const [text, setText] = useState(search.q ?? '');
  const timer = useRef<number | undefined>(undefined);

  // Whatever else changes the address (Back, "Clear the filters") wins over a text that is still waiting to be taken.
  useEffect(() => {
    window.clearTimeout(timer.current);
    setText(search.q ?? '');
  }, [search]);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const commit = (value: string) => change({ q: value.trim() || undefined });
  const type = (value: string) => {
    setText(value);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => commit(value), TYPING_PAUSE_MS);
  };

  return (
    <TextInput
      className="filter"
      aria-label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={text && <CloseButton aria-label="Clear the filter" size="sm" onClick={() => type('')} />}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
