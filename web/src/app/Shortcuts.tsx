import { Kbd, Modal } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { isMac } from './Shell';

interface Shortcut {
  keys: string[];
  does: string;
}

export function shortcuts(): Shortcut[] {
  const mod = isMac() ? '⌘' : 'Ctrl';
  return [
    { keys: [mod, 'K'], does: 'Find a person, a team, a territory or a page' },
    { keys: ['Alt', 'G'], does: 'Goals' },
    { keys: ['Alt', 'N'], does: 'Set a goal' },
    { keys: ['?'], does: 'Show these shortcuts' },
    { keys: ['Esc'], does: 'Close what is open; the focus returns to where it was' },
    { keys: ['Enter'], does: 'On a number: show its receipt. On a column head: sort' },
    { keys: ['→'], does: 'At the end of a goal’s sentence: take the offered completion' },
    { keys: ['Enter'], does: 'In a goal’s sentence: go to what is still open' },
    { keys: ['←', '→'], does: 'In a chart: one point back or on' },
    { keys: ['Page Up', 'Page Down'], does: 'In a chart: a tenth of the chart' },
    { keys: ['Home', 'End'], does: 'In a chart: the first or the last point' },
  ];
}

export function ShortcutList() {
  return (
    <dl className="shortcuts">
      {shortcuts().map((item) => (
        <div key={item.does}>
          <dt>
            {item.keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dt>
          <dd>{item.does}</dd>
        </div>
      ))}
    </dl>
  );
}

interface ShortcutsProps {
  opened: boolean;
  onToggle: () => void;
  onClose: () => void;
}

export function Shortcuts({ opened, onToggle, onClose }: ShortcutsProps) {
  const navigate = useNavigate();
  useHotkeys([
    ['shift+?', onToggle],
    ['alt+G', () => navigate({ to: '/goals', search: {} })],
    ['alt+N', () => navigate({ to: '/goals/new', search: {} })],
  ]);
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" size="lg">
      <ShortcutList />
    </Modal>
  );
}
