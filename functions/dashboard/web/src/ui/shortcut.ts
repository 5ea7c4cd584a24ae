import { useEffect, useEffectEvent } from "react";

const TYPING = "input, textarea, select, [contenteditable=true]";
const OVERLAY = "[role=dialog], [role=menu]";

/**
 * Runs `action` on a single key, unless the person is typing or a dialog or menu
 * is open. `mod+k` is Ctrl or Cmd with the key, and works everywhere.
 */
export function useShortcut(key: string, action: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const hasModifier = event.ctrlKey || event.metaKey;
    if (key.startsWith("mod+")) {
      if (!hasModifier || event.key.toLowerCase() !== key.slice(4)) return;
    } else {
      const target = event.target instanceof Element ? event.target : null;
      if (hasModifier || event.key !== key || target?.closest(TYPING) || document.querySelector(OVERLAY)) return;
    }
    event.preventDefault();
    action();
  });
  useEffect(() => {
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
