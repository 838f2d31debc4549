import { IconArrowsDiff, IconChartBar, IconListSearch } from '@tabler/icons-react';
import { LinkButton } from '../ui/LinkButton';

/** From the numbers of a node to what they do not say by themselves. */
export function WhyLinks({ nodeId }: { nodeId: string }) {
  return (
    <nav className="why-links" aria-label="Why">
      <LinkButton
        to="/why/$nodeId"
        params={{ nodeId }}
        size="xs"
        variant="default"
        leftSection={<IconChartBar size={16} />}
      >
        Why off plan?
      </LinkButton>
      <LinkButton
        to="/why/$nodeId"
        params={{ nodeId }}
        hash="changed"
        size="xs"
        variant="default"
        leftSection={<IconArrowsDiff size={16} />}
      >
        What changed?
      </LinkButton>
      <LinkButton
        to="/understand/$nodeId"
        params={{ nodeId }}
        size="xs"
        variant="default"
        leftSection={<IconListSearch size={16} />}
      >
        All reasons
      </LinkButton>
    </nav>
  );
}
