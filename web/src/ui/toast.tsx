import { CloseButton } from '@mantine/core';
import { useSyncExternalStore } from 'react';

interface Toast {
  id: number;
  message: string;
}

/** Long enough to read a sentence twice. */
const SHOWN_MS = 6000;

let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

/** Says in passing that something was done; what went wrong stays beside the form instead. */
export function notify(message: string): void {
  const id = nextId++;
  set([...toasts, { id, message }]);
  window.setTimeout(() => dismiss(id), SHOWN_MS);
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status">
      {shown.map((toast) => (
        <div key={toast.id} className="toast">
          {toast.message}
          <CloseButton size="sm" aria-label="Close the message" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}
