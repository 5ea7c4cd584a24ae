import { useSyncExternalStore } from "react";

/** Light, dark, or as the system says. `public/theme.js` applies the same rule before the first paint. */
export type ThemeChoice = "light" | "dark" | "system";

const STORED_AS = "hub.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function choice(): ThemeChoice {
  const stored = localStorage.getItem(STORED_AS);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function shown(): "light" | "dark" {
  const chosen = choice();
  if (chosen !== "system") return chosen;
  return system.matches ? "dark" : "light";
}

function show(): void {
  document.documentElement.dataset.theme = shown();
  for (const listener of listeners) listener();
}

system.addEventListener("change", show);
window.addEventListener("storage", (event) => {
  if (event.key === STORED_AS) show();
});

export function chooseTheme(next: ThemeChoice): void {
  if (next === "system") localStorage.removeItem(STORED_AS);
  else localStorage.setItem(STORED_AS, next);
  show();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, choice);
export const useShownTheme = (): "light" | "dark" => useSyncExternalStore(subscribe, shown);
