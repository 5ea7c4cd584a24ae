import { useState } from "react";
import { useWatch } from "react-hook-form";
import { templates, type Template } from "@/api/campaigns";
import { isProblem, sentenceOf } from "@/api/problem";
import { showAtField, useSchemaForm } from "@/forms/form";
import { z } from "@/forms/schema";
import { Count } from "@/inbox/composer/count";
import { BODY_LIMIT, lengthOf } from "@/inbox/composer/limit";
import { fillIn, knownOf } from "@/templates/variables";
import { Button } from "@/ui/button";
import { DialogForm } from "@/ui/dialog-form";
import { TextBox, TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";

const schema = z.object({
  name: z.string().refine((name) => name.trim() !== "", "Give it a name").refine((name) => lengthOf(name) <= 80, "Shorten it to 80 characters"),
  body: z
    .string()
    .refine((text) => text.trim() !== "", "Write a message")
    .refine((text) => lengthOf(text) <= BODY_LIMIT, "Shorten it to 1,600 characters"),
});

const SAMPLE = knownOf("+14155550123", "Ada Lovelace");

interface Props {
  /** Absent for a new one. */
  template?: Template;
  onSaved: () => void;
  onClose: () => void;
}

/** A template's name and text. */
export function TemplateDialog({ template, onSaved, onClose }: Props) {
  const form = useSchemaForm(schema, { defaultValues: { name: template?.name ?? "", body: template?.body ?? "" } });
  const { errors, isSubmitting } = form.formState;
  const [problem, setProblem] = useState<string | null>(null);
  const [base, setBase] = useState(template);
  const [newer, setNewer] = useState<Template | null>(null);
  const body = useWatch({ control: form.control, name: "body" });

  const submit = form.handleSubmit(async ({ name, body: text }) => {
    setProblem(null);
    try {
      await (base ? templates.change(base.id, base.version, name, text) : templates.create(name, text));
      onSaved();
      onClose();
    } catch (error) {
      if (isProblem(error, "conflict")) setNewer(error.details["current"] as Template);
      else if (!showAtField(form, error, sentenceOf(error), { name_taken: "name" })) setProblem(sentenceOf(error));
    }
  });
  const resolve = (isTheirs: boolean) => {
    if (!newer) return;
    setBase(newer);
    if (isTheirs) form.reset({ name: newer.name, body: newer.body });
    setNewer(null);
  };

  return (
    <DialogForm
      title={template ? "Edit template" : "New template"}
      action="Save"
      busyWords="Saving…"
      isBusy={isSubmitting}
      problem={problem}
      autoComplete="off"
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <TextField label="Name" error={errors.name?.message} {...form.register("name")} />
      <TextBox
        label="Message"
        rows={5}
        hint={
          <>
            {body.trim() && <Count text={body} />}
            <p className="mt-1">{"{{first_name}}, {{name}} and {{number}} are filled in. Other variables come from a campaign's file."}</p>
          </>
        }
        error={errors.body?.message}
        {...form.register("body")}
      />
      {body.trim() && (
        <div>
          <p className="mb-1 text-sm font-medium">Preview</p>
          <p className="rounded-lg bg-theirs px-3 py-2 text-sm break-words whitespace-pre-wrap">{fillIn(body, SAMPLE)}</p>
        </div>
      )}
      {newer && (
        <Notice tone="warning" role="alert">
          <p>{`Somebody else saved this template meanwhile: “${newer.name}”: ${newer.body}`}</p>
          <div className="mt-2 flex flex-wrap gap-2">
            <Button onClick={() => resolve(true)}>Take theirs</Button>
            <Button onClick={() => resolve(false)}>Keep mine</Button>
          </div>
        </Notice>
      )}
    </DialogForm>
  );
}
