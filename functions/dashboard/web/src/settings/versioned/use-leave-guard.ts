import { useEffect, useState } from "react";
import { useNavigate } from "react-router";

export interface LeaveGuard {
  /** Where a link would have led, while the person is asked. */
  leavingTo: string | null;
  leave: () => Promise<void>;
  stay: () => void;
}

/** The page of this dashboard that a click leads to in this window; null for any other click. */
function pageOf(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
  if (!link || link.target !== "" || link.hasAttribute("download")) return null;
  const { origin, pathname, search, hash } = new URL(link.href);
  return origin === location.origin && pathname !== location.pathname ? pathname + search + hash : null;
}

/**
 * Asks before a link leaves what is not saved, and has the browser ask before the window closes.
 * The router can stop no navigation, so links are caught before it hears of them.
 */
export function useLeaveGuard(isUnsaved: boolean): LeaveGuard {
  const navigate = useNavigate();
  const [leavingTo, setLeavingTo] = useState<string | null>(null);

  useEffect(() => {
    if (!isUnsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    const ask = (event: MouseEvent) => {
      const page = pageOf(event);
      if (page === null) return;
      event.preventDefault();
      event.stopPropagation();
      setLeavingTo(page);
    };
    window.addEventListener("beforeunload", warn);
    document.addEventListener("click", ask, true);
    return () => {
      window.removeEventListener("beforeunload", warn);
      document.removeEventListener("click", ask, true);
    };
  }, [isUnsaved]);

  return {
    leavingTo,
    leave: async () => {
      if (leavingTo !== null) await navigate(leavingTo);
    },
    stay: () => setLeavingTo(null),
  };
}
