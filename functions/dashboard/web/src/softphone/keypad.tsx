import { useEffect, useEffectEvent } from "react";
import { keyTone, KEYS, type PhoneKey } from "@/softphone/sounds";
import { classes } from "@/ui/classes";

const LETTERS: Partial<Record<PhoneKey, string>> = { "2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ" };
const NAMES: Partial<Record<PhoneKey, string>> = { "*": "Star", "#": "Pound" };
const FIELDS = "input, textarea, select, [contenteditable=true], [role=dialog]";

const isKey = (key: string): key is PhoneKey => (KEYS as readonly string[]).includes(key);

interface Props {
  label: string;
  onKey: (key: PhoneKey) => void;
  /** Whether the keys of the keyboard press these, too, where nobody types. */
  hearsKeyboard?: boolean;
  /** In one row where there is room. */
  isFlat?: boolean;
}

/** Twelve keys, each with its tone. */
export function Keypad({ label, onKey, hearsKeyboard = false, isFlat = false }: Props) {
  const press = (key: PhoneKey) => {
    keyTone(key);
    onKey(key);
  };
  const typed = useEffectEvent((event: KeyboardEvent) => {
    const isTyping = event.target instanceof Element && event.target.closest(FIELDS) !== null;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !isKey(event.key)) return;
    event.preventDefault();
    press(event.key);
  });
  useEffect(() => {
    if (!hearsKeyboard) return undefined;
    window.addEventListener("keydown", typed);
    return () => window.removeEventListener("keydown", typed);
  }, [hearsKeyboard]);
  return (
    <div role="group" aria-label={label} className={classes("grid w-full max-w-64 grid-cols-3 gap-1.5", isFlat && "md:max-w-2xl md:grid-cols-12")}>
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          aria-label={NAMES[key] ?? key}
          onClick={() => press(key)}
          className="flex h-11 flex-col items-center justify-center rounded-md border border-line bg-surface leading-none font-medium hover:bg-hover"
        >
          {key}
          {LETTERS[key] && <span className="mt-0.5 text-[10px] font-normal text-ink-soft">{LETTERS[key]}</span>}
        </button>
      ))}
    </div>
  );
}
