import { useRef, useState } from "react";
import { useNavigate } from "react-router";
import { hub } from "@/api/hub";
import { ApiProblem, sentenceOf } from "@/api/problem";
import { OPTED_OUT } from "@/live/refusal";
import { notify } from "@/ui/notify";

interface FirstMessage {
  to: string;
  from: string;
  message: string;
  mediaIds?: string[];
}

interface Problem {
  field: "to" | "message";
  sentence: string;
}

function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem && error.code === "invalid_number") {
    return { field: "to", sentence: error.message };
  }
  if (error instanceof ApiProblem && error.code === "opted_out") {
    return { field: "to", sentence: `Couldn't send: ${OPTED_OUT}` };
  }
  return { field: "message", sentence: `Couldn't send: ${sentenceOf(error)}` };
}

/** Sends and opens the conversation that the hub made. The same words again are the same request. */
export function useFirstMessage(tab: string) {
  const navigate = useNavigate();
  const last = useRef({ fingerprint: "", clientId: "" });
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function send(message: FirstMessage, onSent: () => void): Promise<void> {
    const fingerprint = JSON.stringify(message);
    if (last.current.fingerprint !== fingerprint) last.current = { fingerprint, clientId: crypto.randomUUID() };
    const { from, ...rest } = message;
    setSending(true);
    setProblem(null);
    try {
      const answer = await hub.send({ ...rest, ...(from ? { from } : {}), clientId: last.current.clientId });
      onSent();
      notify.success("Message queued");
      void navigate(`/inbox/${tab}/${encodeURIComponent(answer.conversationId)}`, { replace: true });
    } catch (error) {
      setProblem(problemOf(error));
      setSending(false);
    }
  }

  return { send, isSending, problem, clearProblem: () => setProblem(null) };
}
