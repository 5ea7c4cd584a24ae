/** A key of the keyboard, as help and hints show it. */
export function Key({ name }: { name: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-current/30 px-1 font-sans text-xs">
      {name}
    </kbd>
  );
}
