import { LayoutTemplate } from "lucide-react";
import { lazy } from "react";
import { knownOf } from "@/templates/variables";
import type { Conversation } from "@/api/types";
import { IconButton } from "@/ui/button";
import { LateMenu } from "@/ui/late-menu";

const TemplateMenu = lazy(async () => ({ default: (await import("@/templates/template-menu")).TemplateMenu }));

/** Puts a template into the composer, with what is known of the customer filled in. */
export function InsertTemplate({ conversation, onInsert }: { conversation: Conversation; onInsert: (text: string) => void }) {
  return (
    <LateMenu
      menu={TemplateMenu}
      choices={{ values: knownOf(conversation.theirAddress, conversation.contactName), onInsert }}
      trigger={(late) => (
        <IconButton {...late} label="Insert a template">
          <LayoutTemplate aria-hidden="true" className="size-4" />
        </IconButton>
      )}
    />
  );
}
