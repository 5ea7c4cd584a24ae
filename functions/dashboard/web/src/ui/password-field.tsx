import { Eye, EyeOff } from "lucide-react";
import { useState, type ComponentProps } from "react";
import { classes } from "@/ui/classes";
import { CONTROL, Field } from "@/ui/field";
import { strengthOf } from "@/ui/password-strength";

interface Props extends ComponentProps<"input"> {
  label: string;
  error?: string | undefined;
  /** What is typed so far, if it is to be a new password. */
  measured?: string;
}

/** A password that can be shown while it is typed. */
export function PasswordField({ label, error, measured, className, ...rest }: Props) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Field label={label} error={error} className={className} hint={measured === undefined ? undefined : <Strength password={measured} />}>
      {(control) => (
        <div className="relative">
          <input {...control} {...rest} type={isShown ? "text" : "password"} className={classes(CONTROL, "h-10 pr-11")} />
          <button
            type="button"
            aria-label={isShown ? "Hide characters" : "Show characters"}
            onClick={() => setShown(!isShown)}
            className="absolute top-1 right-1 inline-flex size-8 items-center justify-center rounded-md text-ink-soft hover:bg-hover hover:text-ink"
          >
            <Icon aria-hidden="true" className="size-4" />
          </button>
        </div>
      )}
    </Field>
  );
}

const COLOURS = ["bg-line", "bg-warning", "bg-accent", "bg-success"] as const;

function Strength({ password }: { password: string }) {
  const { level, words } = strengthOf(password);
  return (
    <>
      <span aria-hidden="true" className="mt-2 mb-1 flex gap-1">
        {[1, 2, 3].map((step) => (
          <span key={step} className={classes("h-1 flex-1 rounded-full", step <= level ? COLOURS[level] : COLOURS[0])} />
        ))}
      </span>
      {words}
    </>
  );
}
