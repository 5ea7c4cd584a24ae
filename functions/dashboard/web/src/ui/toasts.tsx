import type { CSSProperties } from "react";
import { Toaster } from "sonner";
import { useShownTheme } from "@/theme/theme";

export { toast } from "sonner";

/** Below the header and away from the composer. Loaded after the first screen: nothing has to be said before it. */
export function Toasts() {
  return (
    <Toaster
      theme={useShownTheme()}
      position="top-right"
      offset={{ top: 68, right: 16 }}
      mobileOffset={{ top: 68, left: 16, right: 16 }}
      closeButton
      toastOptions={{ className: "font-sans!" }}
      style={
        {
          "--normal-bg": "var(--raised)",
          "--normal-border": "var(--line)",
          "--normal-text": "var(--ink)",
          "--border-radius": "12px",
        } as CSSProperties
      }
    />
  );
}
