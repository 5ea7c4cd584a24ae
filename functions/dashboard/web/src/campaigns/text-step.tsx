import { useWatch } from "react-hook-form";
import { useSchemaForm } from "@/forms/form";
import { z } from "@/forms/schema";
import { formatPhone } from "@/format/phone";
import { Count } from "@/inbox/composer/count";
import { BODY_LIMIT, lengthOf } from "@/inbox/composer/limit";
import { useWorkspace } from "@/live/workspace";
import { useTemplates } from "@/templates/templates";
import { Button } from "@/ui/button";
import { CheckChoice } from "@/ui/choice";
import { SelectField, TextBox, TextField } from "@/ui/field";

const schema = z.object({
  name: z.string().refine((name) => name.trim() !== "", "Give it a name").refine((name) => lengthOf(name) <= 80, "Shorten it to 80 characters"),
  from: z.string().min(1, "Choose a number"),
  templateId: z.string(),
  body: z
    .string()
    .refine((text) => text.trim() !== "", "Write a message")
    .refine((text) => lengthOf(text) <= BODY_LIMIT, "Shorten it to 1,600 characters"),
  optOutFooter: z.boolean(),
});

export type CampaignText = z.infer<typeof schema>;

export const emptyText = (from: string): CampaignText => ({ name: "", from, templateId: "", body: "", optOutFooter: true });
export const FOOTER = "Reply STOP to opt out.";

/** What the campaign says, and from which number. */
export function TextStep({ text, onNext }: { text: CampaignText; onNext: (text: CampaignText) => void }) {
  const { me } = useWorkspace();
  const templates = useTemplates().data ?? [];
  const form = useSchemaForm(schema, { defaultValues: text });
  const { errors } = form.formState;
  const [body, hasFooter] = useWatch({ control: form.control, name: ["body", "optOutFooter"] });
  const take = (id: string) => {
    const chosen = templates.find((template) => template.id === id);
    if (chosen) form.setValue("body", chosen.body, { shouldValidate: true });
  };
  return (
    <form noValidate autoComplete="off" className="space-y-4" onSubmit={(event) => void form.handleSubmit(onNext)(event)}>
      <TextField label="Name" hint="Only your team sees it." error={errors.name?.message} {...form.register("name")} />
      <SelectField label="From" error={errors.from?.message} {...form.register("from")}>
        {me.numbers.map(({ number }) => (
          <option key={number} value={number}>
            {formatPhone(number)}
          </option>
        ))}
      </SelectField>
      {templates.length > 0 && (
        <SelectField label="Template" {...form.register("templateId", { onChange: (event: { target: { value: string } }) => take(event.target.value) })}>
          <option value="">Write it here</option>
          {templates.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <TextBox
        label="Message"
        rows={5}
        hint={
          <>
            {body.trim() && <Count text={hasFooter ? `${body}\n${FOOTER}` : body} />}
            <p className="mt-1">{"{{first_name}}, {{name}} and {{number}} are filled in, and each column of a file: {{day}}."}</p>
          </>
        }
        error={errors.body?.message}
        {...form.register("body")}
      />
      <div className="-mx-2">
        <CheckChoice label={`End with “${FOOTER}”`} words="Carriers want it on texts that people did not just ask for." {...form.register("optOutFooter")} />
      </div>
      <div className="flex justify-end">
        <Button type="submit" look="primary">
          Next: recipients
        </Button>
      </div>
    </form>
  );
}
