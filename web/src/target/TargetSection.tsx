import { Button, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTargetArrow } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { canManage, useOrganisation, useSession } from '../access/session';
import type { Figures, Target } from '../api/types';
import { useSearchState } from '../app/search';
import type { View } from '../app/view';
import { POLICIES } from '../attain/policy';
import { format, sentence } from '../format';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { TableScroll } from '../ui/TableScroll';
import { targetsQuery } from './queries';
import { TargetDialog } from './TargetDialog';

/** Every version of every target of this node stays readable: who set it, when, and why. */
export function TargetSection({ figures, view }: { figures: Figures; view: View }) {
  const { user } = useSession();
  const [opened, dialog] = useDisclosure(false);
  const query = useQuery(targetsQuery(figures.node.id, view.metric));
  const manages = canManage(user.role);
  return (
    <Section
      title="What was asked for?"
      hint="Versions are added, never overwritten."
      actions={
        <div className="page-actions">
          <PolicyPicker figures={figures} />
          {manages && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconTargetArrow size={16} />}
              onClick={dialog.open}
            >
              Set a new version
            </Button>
          )}
        </div>
      }
    >
      <Loaded query={query} height={120}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="No target of its own">
              {sentence(figures.target_note || 'nobody has set a target for this yet')}
              {manages ? ' Set one with the button above.' : ' Revenue operations can set one.'}
            </Empty>
          ) : (
            <VersionTable targets={page.items} figures={figures} />
          )
        }
      </Loaded>
      <TargetDialog opened={opened} onClose={dialog.close} figures={figures} />
    </Section>
  );
}

/** Only where there is a target to hold something against: by which of its versions. */
function PolicyPicker({ figures }: { figures: Figures }) {
  const { denominator } = useOrganisation();
  const [, change] = useSearchState();
  if (figures.policy === '') return null;
  return (
    <Select
      size="xs"
      className="pick-policy"
      aria-label="Attainment is held against"
      data={POLICIES.map(({ value, label }) => ({ value, label: `Against ${label.toLowerCase()}` }))}
      value={figures.policy}
      onChange={(policy) => change({ policy: policy === denominator ? undefined : (policy ?? undefined) })}
    />
  );
}

function VersionTable({ targets, figures }: { targets: Target[]; figures: Figures }) {
  const rows = targets
    .flatMap((target) => target.versions.map((version) => ({ target, version })))
    .sort((a, b) => b.target.start.localeCompare(a.target.start) || b.version.version - a.version.version);
  return (
    <TableScroll label="Target versions">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Period</th>
            <th scope="col" className="numeric">
              Version
            </th>
            <th scope="col" className="numeric">
              Target
            </th>
            <th scope="col">Counts from</th>
            <th scope="col">Known</th>
            <th scope="col">Set by</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ target, version }) => (
            <tr key={`${target.id}-${version.version}`}>
              <th scope="row" className="nowrap">
                {format.dayRange(target.start, target.end)}
              </th>
              <td className="numeric">{version.version}</td>
              <td className="numeric">
                {version.withdrawn ? (
                  <NoData reason="from this version on there is no target" />
                ) : (
                  format.amount(version.value, figures.unit, figures.currency)
                )}
              </td>
              <td className="nowrap">
                {version.effective_on === null ? 'its start' : format.day(version.effective_on)}
              </td>
              <td className="nowrap">{format.knownOn(version.known_on)}</td>
              <td>{version.author}</td>
              <td>{version.reason || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
