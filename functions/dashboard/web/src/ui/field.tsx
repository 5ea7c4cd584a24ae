import { useId, type ComponentProps, type ReactNode } from "react";
import { classes } from "@/ui/classes";

export const CONTROL =
  "w-full rounded-md border border-line-strong bg-surface px-3 text-base aria-invalid:border-danger disabled:opacity-75";

/** What ties a control to its label, hint and error. */
export interface ControlProps {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

interface FieldProps {
  label: string;
  /** For readers alone, where what is around says it to everybody else. */
  isLabelHidden?: boolean | undefined;
  hint?: ReactNode;
  /** Says what to do about it. */
  error?: string | undefined;
  className?: string | undefined;
  children: (control: ControlProps) => ReactNode;
}

export function Field({ label, isLabelHidden = false, hint, error, className, children }: FieldProps) {
  const id = useId();
  const describedBy = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    // What is for readers alone is placed by its box, not by the whole page.
    <div className={classes(isLabelHidden && "relative", className) || undefined}>
      <label htmlFor={id} className={isLabelHidden ? "sr-only" : "mb-1 block text-sm font-medium"}>
        {label}
      </label>
      {children({ id, "aria-invalid": error !== undefined, "aria-describedby": describedBy || undefined })}
      {error && (
        <p id={`${id}-error`} role="alert" className="mt-1 text-sm text-danger">
          {error}
        </p>
      )}
      {hint && (
        <div id={`${id}-hint`} className="mt-1 text-xs text-ink-soft">
          {hint}
        </div>
      )}
    </div>
  );
}

type Labelled = Pick<FieldProps, "label" | "isLabelHidden" | "hint" | "error">;

export function TextField({ label, isLabelHidden, hint, error, className, ...rest }: Labelled & ComponentProps<"input">) {
  return (
    <Field label={label} isLabelHidden={isLabelHidden} hint={hint} error={error} className={className}>
      {(control) => <input {...control} {...rest} className={classes(CONTROL, "h-10")} />}
    </Field>
  );
}

export function TextBox({ label, isLabelHidden, hint, error, className, ...rest }: Labelled & ComponentProps<"textarea">) {
  return (
    <Field label={label} isLabelHidden={isLabelHidden} hint={hint} error={error} className={className}>
      {(control) => <textarea {...control} {...rest} className={classes(CONTROL, "block py-2")} />}
    </Field>
  );
}

export function SelectField({ label, hint, error, className, children, ...rest }: Omit<Labelled, "isLabelHidden"> & ComponentProps<"select">) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(control) => (
        <select {...control} {...rest} className={classes(CONTROL, "h-10")}>
          {children}
        </select>
      )}
    </Field>
  );
}
