import { ActionIcon } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { createLink } from '@tanstack/react-router';
import { type ComponentPropsWithoutRef, forwardRef } from 'react';
import { bellQuery } from './queries';
import { bellCount, bellLabel } from './words';

const IconAnchor = forwardRef<HTMLAnchorElement, ComponentPropsWithoutRef<'a'>>((props, ref) => (
  <ActionIcon component="a" ref={ref} variant="default" size={30} {...props} />
));
IconAnchor.displayName = 'IconAnchor';
const IconLink = createLink(IconAnchor);

/** The way to what is new, with how much there is. */
export function Bell() {
  const unseen = useQuery(bellQuery).data?.unseen ?? 0;
  return (
    <span className="bell">
      <IconLink to="/alerts" aria-label={bellLabel(unseen)}>
        <IconBell size={16} aria-hidden="true" />
      </IconLink>
      {unseen > 0 && (
        <span className="bell-count" aria-hidden="true">
          {bellCount(unseen)}
        </span>
      )}
    </span>
  );
}
