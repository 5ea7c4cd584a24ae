import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, type ReactNode } from "react";
import { hub } from "@/api/hub";
import type { Conversation } from "@/api/types";
import { useNow } from "@/format/time";
import { useOutgoing } from "@/whatsapp/outgoing";
import { TemplateForm } from "@/whatsapp/template-form";
import { leftInWords, minutesLeft } from "@/whatsapp/window-words";

interface Props {
  conversation: Conversation;
  /** Where free texts are written. */
  children: ReactNode;
}

const NEVER = "The customer has not written here yet. Begin with an approved template.";
const CLOSED = "The customer last wrote more than 24 hours ago. Send an approved template instead.";
const REFUSED = ["window_closed", "template_required"];

/** Writing on WhatsApp: freely within a day after the customer's last message, and with a template at any time. */
export function WithinWindow({ conversation, children }: Props) {
  const { theirAddress: to, ourNumber: from, lastInboundMs } = conversation;
  const minutes = minutesLeft(lastInboundMs, useNow());
  const outgoing = useOutgoing(conversation.id);
  const refused = useMemo(
    () => outgoing.filter(({ problem }) => problem !== null && REFUSED.includes(problem.code)).length,
    [outgoing],
  );
  // The hub's clock decides; this one may be wrong.
  const { data, refetch } = useQuery({
    queryKey: ["window", conversation.id, lastInboundMs],
    queryFn: async ({ signal }) => (await hub.preflight(to, from, "?", signal, "whatsapp")).reason ?? null,
    enabled: minutes > 0,
    retry: false,
    staleTime: 0,
    refetchInterval: 60_000,
  });
  useEffect(() => {
    if (refused > 0) void refetch();
  }, [refused, refetch]);
  const isOpen = minutes > 0 && !REFUSED.includes(data ?? "");
  if (!isOpen) return <TemplateForm conversation={conversation} why={lastInboundMs ? CLOSED : NEVER} />;
  return (
    <>
      {children}
      <p role="note" className="mx-auto w-full max-w-3xl shrink-0 px-4 pb-2 text-xs text-ink-soft">
        {leftInWords(minutes)}
      </p>
    </>
  );
}
