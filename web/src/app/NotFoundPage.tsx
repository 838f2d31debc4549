import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Message } from '../ui/states';

export function NotFoundPage() {
  useEffect(() => {
    document.title = 'Not found · Attain';
  }, []);
  return (
    <main className="outside">
      <div className="card outside-card">
        <Message
          level={1}
          icon={<IconMapOff size={28} stroke={1.5} />}
          title="There is no such page"
          action={
            <Button component={Link} to="/">
              Go to the first page
            </Button>
          }
        >
          The address may be mistyped, or the page has moved.
        </Message>
      </div>
    </main>
  );
}
