import { useNavigate } from "react-router";
import { session } from "@/session/this-session";

/** Ends the session and takes drafts and waiting messages along: the next person may be another one. */
export function useSignOut(): () => void {
  const navigate = useNavigate();
  return () => {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("hub.")) sessionStorage.removeItem(key);
    }
    session.leave();
    void navigate("/", { replace: true });
  };
}
