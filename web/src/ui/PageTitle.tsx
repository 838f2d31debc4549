import { type ReactNode, useEffect } from 'react';

/** The heading of a page, which is also its title in the browser's tab. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Attain`;
  }, [title]);
  return <h1 className="page-title">{children ?? title}</h1>;
}
