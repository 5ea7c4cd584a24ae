import type { ComponentProps, ReactNode } from "react";

/** Native controls in the accent colour, with the words that explain each choice beside them. */

interface ChoiceProps extends ComponentProps<"input"> {
  label: string;
  words?: ReactNode;
}

const ROW = "flex items-start gap-3 rounded-md p-2 has-enabled:hover:bg-hover";
const MARK = "mt-0.5 size-[18px] shrink-0 accent-accent";

function Choice({ label, words, ...rest }: ChoiceProps) {
  return (
    <label className={ROW}>
      <input {...rest} className={MARK} />
      <span className="min-w-0">
        <span className="block text-sm font-medium">{label}</span>
        {words && <span className="block text-sm text-ink-soft">{words}</span>}
      </span>
    </label>
  );
}

export const RadioChoice = (props: ChoiceProps) => <Choice {...props} type="radio" />;
export const CheckChoice = (props: ChoiceProps) => <Choice {...props} type="checkbox" />;

interface GroupProps {
  legend: string;
  children: ReactNode;
}

export function ChoiceGroup({ legend, children }: GroupProps) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      <div className="-mx-2">{children}</div>
    </fieldset>
  );
}
