import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { Key } from "@/ui/key";
import { useShortcut } from "@/ui/shortcut";

const SETTLED_MS = 250;

/** Writes what was typed into the address once the person pauses; the list reads it there. Enter and the down arrow leave for it. */
export function SearchBox({ onLeave }: { onLeave: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [parameters, setParameters] = useSearchParams();
  const q = parameters.get("q") ?? "";
  const [typed, setTyped] = useState(q);
  const [seen, setSeen] = useState(q);
  if (seen !== q) {
    // The address changed by other means than this field: back, or Clear.
    setSeen(q);
    if (typed.trim() !== q) setTyped(q);
  }

  useEffect(() => {
    const next = typed.trim();
    if (next === q) return undefined;
    const timer = setTimeout(() => {
      setParameters(next ? { q: next } : {}, { replace: true });
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [typed, q, setParameters]);

  useShortcut("/", () => field.current?.focus());

  return (
    <div role="search" className="relative mx-3 mb-2 shrink-0">
      <Search aria-hidden="true" className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-ink-soft" />
      <input
        ref={field}
        type="search"
        aria-label="Search messages, names and numbers"
        placeholder="Search messages, names, numbers"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter" || event.key === "ArrowDown") {
            event.preventDefault();
            onLeave();
          }
          if (event.key !== "Escape") return;
          setTyped("");
          field.current?.blur();
        }}
        className="peer h-9 w-full rounded-md border border-transparent bg-hover pr-8 pl-8 text-sm focus:border-line focus:bg-surface [&::-webkit-search-cancel-button]:appearance-none"
      />
      {typed === "" && (
        <span aria-hidden="true" className="pointer-events-none absolute top-2 right-2 hidden text-ink-soft md:block">
          <Key name="/" />
        </span>
      )}
    </div>
  );
}
