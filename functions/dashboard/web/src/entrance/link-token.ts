import { useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";

/** The token of a mailed link. It stands behind the `#`, which no server sees. */
export function tokenIn(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, "")).get("token") || null;
}

/** Takes the token out of the address bar, so that it is in no picture and no history. */
export function useLinkToken(): { token: string | null; forget: () => void } {
  const { hash, pathname } = useLocation();
  const navigate = useNavigate();
  const [token, setToken] = useState(() => tokenIn(hash));
  const arriving = tokenIn(hash);
  // Another link, opened in the same window.
  if (arriving !== null && arriving !== token) setToken(arriving);
  useEffect(() => {
    if (arriving !== null) void navigate(pathname, { replace: true });
  }, [arriving, navigate, pathname]);
  return { token, forget: () => setToken(null) };
}
