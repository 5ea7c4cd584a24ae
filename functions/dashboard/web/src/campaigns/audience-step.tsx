import { useState, type ReactNode } from "react";
import { sentenceOf } from "@/api/problem";
import { formatPhone } from "@/format/phone";
import { useWorkspace } from "@/live/workspace";
import { variablesIn } from "@/templates/variables";
import { BusyButton } from "@/ui/busy-button";
import { Button } from "@/ui/button";
import { CheckChoice, ChoiceGroup, RadioChoice } from "@/ui/choice";
import { Field, CONTROL, SelectField } from "@/ui/field";

export interface Audience {
  kind: "file" | "list";
  fileName: string;
  csv: string;
  /** Empty: the hub finds it by its name. */
  numberColumn: string;
  namedOnly: boolean;
  ourNumber: string;
  wroteWithinDays: string;
}

export const emptyAudience: Audience = {
  kind: "file",
  fileName: "",
  csv: "",
  numberColumn: "",
  namedOnly: true,
  ourNumber: "",
  wroteWithinDays: "",
};

/** The hub takes 10,000 rows; far bigger files are a mistake. */
const FILE_MAX_BYTES = 5 * 1024 * 1024;
const BUILT_IN = ["first_name", "name", "number"];

interface Props {
  audience: Audience;
  body: string;
  isBusy: boolean;
  onChange: (audience: Audience) => void;
  onBack: () => void;
  onNext: () => void;
}

/** Who gets it: the rows of a file, or customers of the inbox. */
export function AudienceStep({ audience, body, isBusy, onChange, onBack, onNext }: Props) {
  const change = (patch: Partial<Audience>) => onChange({ ...audience, ...patch });
  const isFile = audience.kind === "file";
  const own = variablesIn(body).filter((name) => !BUILT_IN.includes(name));
  const isReady = isFile ? audience.csv !== "" : own.length === 0;
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !isBusy) onNext();
      }}
    >
      <ChoiceGroup legend="Who gets it">
        <RadioChoice name="kind" label="People in a file" words="A CSV file with a column of phone numbers; up to 10,000 rows." checked={isFile} onChange={() => change({ kind: "file" })} />
        <RadioChoice name="kind" label="Customers in your inbox" words="Everybody you have a conversation with, or some of them." checked={!isFile} onChange={() => change({ kind: "list" })} />
      </ChoiceGroup>
      {isFile ? <FileFields audience={audience} change={change} /> : <ListFields audience={audience} change={change} />}
      {!isFile && own.length > 0 && <p className="text-sm text-warning">{`The message needs ${own.map((name) => `{{${name}}}`).join(", ")}, which only a file has.`}</p>}
      <div className="flex justify-between gap-2">
        <Button onClick={onBack}>Back</Button>
        <BusyButton type="submit" look="primary" isBusy={isBusy} busyWords="Checking…" disabled={!isReady}>
          Check
        </BusyButton>
      </div>
    </form>
  );
}

interface FieldsProps {
  audience: Audience;
  change: (patch: Partial<Audience>) => void;
}

function FileFields({ audience, change }: FieldsProps) {
  const [problem, setProblem] = useState<string | undefined>();
  const read = async (file: File | undefined) => {
    if (!file) return;
    setProblem(undefined);
    if (file.size > FILE_MAX_BYTES) {
      setProblem("The file is over 5 MB. Split it into several campaigns.");
      return;
    }
    try {
      change({ csv: await file.text(), fileName: file.name, numberColumn: "" });
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  const columns = headerOf(audience.csv);
  let hint: ReactNode = "The first row names the columns. Each column can be used in the message.";
  if (audience.fileName) hint = `${audience.fileName}: ${columns.join(", ")}`;
  return (
    <>
      <Field label="CSV file" hint={hint} error={problem}>
        {(control) => <input {...control} type="file" accept=".csv,text/csv,text/plain" className={`${CONTROL} py-2 text-sm`} onChange={(event) => void read(event.target.files?.[0])} />}
      </Field>
      {columns.length > 1 && (
        <SelectField label="Column with the phone numbers" value={audience.numberColumn} onChange={(event) => change({ numberColumn: event.target.value })}>
          <option value="">Find it by its name</option>
          {columns.map((column) => (
            <option key={column} value={column}>
              {column}
            </option>
          ))}
        </SelectField>
      )}
    </>
  );
}

/** The titles of the columns, to choose from; the hub reads the file itself. */
function headerOf(csv: string): string[] {
  const line = csv.replace(/^\uFEFF/u, "").split(/\r?\n/u, 1)[0] ?? "";
  return line
    .split(/[,;\t]/u)
    .map((title) => title.replaceAll('"', "").trim())
    .filter(Boolean);
}

function ListFields({ audience, change }: FieldsProps) {
  const { me } = useWorkspace();
  return (
    <>
      <div className="-mx-2">
        <CheckChoice label="Only customers with a name" checked={audience.namedOnly} onChange={(event) => change({ namedOnly: event.target.checked })} />
      </div>
      <SelectField label="Wrote to" value={audience.ourNumber} onChange={(event) => change({ ourNumber: event.target.value })}>
        <option value="">Any of your numbers</option>
        {me.numbers.map(({ number }) => (
          <option key={number} value={number}>
            {formatPhone(number)}
          </option>
        ))}
      </SelectField>
      <SelectField label="Wrote within" value={audience.wroteWithinDays} onChange={(event) => change({ wroteWithinDays: event.target.value })}>
        <option value="">Any time</option>
        <option value="7">The last 7 days</option>
        <option value="30">The last 30 days</option>
        <option value="90">The last 90 days</option>
        <option value="365">The last year</option>
      </SelectField>
    </>
  );
}
