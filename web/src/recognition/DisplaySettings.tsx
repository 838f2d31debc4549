import { Radio, Stack, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { messageOf } from '../api/client';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { type Display, type Settings, settingsQuery, useSetSettings } from './queries';

const DISPLAYS: { value: Display; label: string; description: string }[] = [
  {
    value: 'named',
    label: 'With names',
    description: 'The highest bands with names and attainment, without any amount',
  },
  { value: 'anonymous', label: 'Without names', description: 'The bands, and where one stands oneself' },
  { value: 'off', label: 'Nothing', description: 'Everybody sees only himself' },
];

/** What colleagues see of each other; who leads people sees his own people in any case. */
export function DisplaySettings() {
  const query = useQuery(settingsQuery);
  const set = useSetSettings();
  const save = (settings: Settings) =>
    set.mutate(settings, {
      onSuccess: () => notify('Saved. Open pages and screens follow.'),
      onError: (error) => notify(messageOf(error)),
    });
  return (
    <Section
      title="What do colleagues see of each other?"
      hint="On the ranking and on screens. Nobody is ever shown somebody else’s target, amounts or place at the bottom."
    >
      <Loaded query={query} height={180}>
        {(settings) => (
          <Stack gap="sm">
            <Radio.Group
              label="Who leads"
              value={settings.display}
              onChange={(display) => save({ ...settings, display: display as Display })}
            >
              <Stack gap="xs" mt="xs">
                {DISPLAYS.map((one) => (
                  <Radio key={one.value} value={one.value} label={one.label} description={one.description} />
                ))}
              </Stack>
            </Radio.Group>
            <Switch
              label="A screen shows the sum of a day also when one person alone brought it"
              checked={settings.wall_amounts}
              onChange={(event) => save({ ...settings, wall_amounts: event.currentTarget.checked })}
            />
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}
