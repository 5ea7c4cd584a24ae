import { useQueryClient } from "@tanstack/react-query";
import { LayoutTemplate, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { templates, type Template } from "@/api/campaigns";
import { CampaignsFrame } from "@/campaigns/campaigns-frame";
import { TEMPLATES } from "@/live/campaign-events";
import { useWorkspace } from "@/live/workspace";
import { TemplateDialog } from "@/templates/template-dialog";
import { useTemplates } from "@/templates/templates";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Empty } from "@/ui/empty";
import { Loaded, RowsSkeleton } from "@/ui/loaded";

/** Texts that are kept for repeated use. */
export function TemplatesPage() {
  const { mayWrite } = useWorkspace();
  const client = useQueryClient();
  const query = useTemplates();
  const [edited, setEdited] = useState<Template | "new" | null>(null);
  const [removed, setRemoved] = useState<Template | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: TEMPLATES });
  const make = mayWrite && (
    <Button look="primary" onClick={() => setEdited("new")}>
      New template
    </Button>
  );
  return (
    <CampaignsFrame title="Templates" actions={make}>
      <Loaded query={query} failed="Couldn't load the templates" skeleton={<RowsSkeleton label="Loading the templates" />}>
        {(all) =>
          all.length === 0 ? (
            <Empty
              icon={LayoutTemplate}
              title="No templates yet"
              words="Keep what you write often. In a conversation, Insert a template fills in the customer's name."
            />
          ) : (
            // eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari
            <ul role="list" aria-label="Templates" className="space-y-2">
              {all.map((template) => (
                <li key={template.id} className="flex items-start gap-2 rounded-lg border border-line bg-surface p-3">
                  <div className="min-w-0 flex-1">
                    <h3 className="text-sm font-medium break-words">{template.name}</h3>
                    <p className="mt-1 text-sm break-words whitespace-pre-wrap text-ink-soft">{template.body}</p>
                  </div>
                  {mayWrite && (
                    <>
                      <IconButton label={`Edit ${template.name}`} onClick={() => setEdited(template)}>
                        <Pencil aria-hidden="true" className="size-4" />
                      </IconButton>
                      <IconButton label={`Remove ${template.name}`} onClick={() => setRemoved(template)}>
                        <Trash2 aria-hidden="true" className="size-4" />
                      </IconButton>
                    </>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {edited && (
        <TemplateDialog {...(edited === "new" ? {} : { template: edited })} onSaved={() => void refresh()} onClose={() => setEdited(null)} />
      )}
      {removed && (
        <Confirm
          title={`Remove “${removed.name}”?`}
          words="Campaigns keep the text that they took from it."
          action="Remove"
          busyWords="Removing…"
          isDanger
          onConfirm={async () => {
            await templates.remove(removed.id);
            await refresh();
          }}
          onClose={() => setRemoved(null)}
        />
      )}
    </CampaignsFrame>
  );
}
