import type { ComponentProps, ReactNode } from "react";
import { classes } from "@/ui/classes";
import { Hint } from "@/ui/hint";

const LOOKS = {
  primary: "bg-accent text-accent-ink hover:bg-accent-hover",
  plain: "border border-line bg-surface text-ink hover:bg-hover",
  danger: "bg-danger text-danger-ink hover:opacity-90",
  quiet: "text-ink-soft hover:bg-hover hover:text-ink",
} as const;

/** A link that looks like a plain button. */
export const BUTTON_LINK =
  "inline-flex h-9 shrink-0 items-center justify-center gap-2 rounded-md border border-line bg-surface px-3 text-sm font-medium hover:bg-hover";

/** A link that looks like the main button. */
export const PRIMARY_LINK =
  "inline-flex h-9 shrink-0 items-center justify-center gap-2 rounded-md bg-accent px-3 text-sm font-medium text-accent-ink hover:bg-accent-hover";

interface ButtonProps extends ComponentProps<"button"> {
  look?: keyof typeof LOOKS;
}

export function Button({ look = "plain", className, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={classes(
        "inline-flex h-9 shrink-0 items-center justify-center gap-2 rounded-md px-3 text-sm font-medium transition-colors duration-150 disabled:opacity-60",
        LOOKS[look],
        className,
      )}
      {...rest}
    />
  );
}

interface IconButtonProps extends ComponentProps<"button"> {
  /** Its accessible name, also shown as a hint. */
  label: string;
  /** The key that does the same. */
  shortcut?: string;
  children: ReactNode;
}

export function IconButton({ label, shortcut, className, type = "button", ...rest }: IconButtonProps) {
  return (
    <Hint words={label} shortcut={shortcut}>
      <button
        type={type}
        aria-label={label}
        className={classes(
          "inline-flex size-9 shrink-0 items-center justify-center rounded-md text-ink-soft transition-colors duration-150 hover:bg-hover hover:text-ink disabled:opacity-60",
          className,
        )}
        {...rest}
      />
    </Hint>
  );
}
